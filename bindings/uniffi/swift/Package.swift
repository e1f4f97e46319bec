// swift-tools-version:5.9
import PackageDescription

// The native library is built by cargo (bindings/uniffi/README.md): on Linux `swift build -Xlinker -L<folder of
// libopenitem_uniffi>`, for Apple's platforms an XCFramework takes the place of the two C targets.
let package = Package(
    name: "OpenItem",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "OpenItem", targets: ["OpenItem"])],
    targets: [
        .target(name: "openitemFFI", linkerSettings: [.linkedLibrary("openitem_uniffi")]),
        .target(name: "openitem_formatsFFI", linkerSettings: [.linkedLibrary("openitem_uniffi")]),
        .target(name: "OpenItem", dependencies: ["openitemFFI", "openitem_formatsFFI"]),
        .testTarget(name: "OpenItemTests", dependencies: ["OpenItem"]),
    ]
)
