import openitem = require("openitem");

export const digits: number = openitem.value.minorUnits({ currency: "EUR" });
