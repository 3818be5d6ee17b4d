import Foundation

/// A folder with the files that policies name.
enum PolicyInputs {
  static let folder: String = {
    let folder = ScratchFile.shared.folder
    try? Data(SmallInputs.clusterText.utf8).write(to: URL(filePath: "\(folder)/cluster.yaml"))
    try? Data(SmallInputs.llamaText.utf8).write(to: URL(filePath: "\(folder)/model.json"))
    return folder
  }()
}
