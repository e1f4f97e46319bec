// A C target needs a source; all there is stands in the header.
#include "openitemFFI.h"
