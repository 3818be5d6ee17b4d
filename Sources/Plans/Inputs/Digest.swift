import Crypto
import Foundation
import Models

/// SHA-256 digests of inputs, hexadecimal.
public enum Digest {
  /// Of the bytes of a file.
  public static func of(_ data: Data) -> String {
    SHA256.hash(data: data).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
  }

  /// Of what was read of a model: every tensor of every layer with its size, division and format, and the caches. Two
  /// configurations that mean the same model have the same digest.
  public static func of(_ model: ModelArchitecture) -> String {
    var text = "\(model.name) \(model.hiddenSize) \(model.vocabularySize) \(model.tiesEmbeddings)\n"
    text += describe(model.embedding) + describe(model.output)
    for layer in model.layers {
      text += "\(layer.index) \(layer.kind.mixer.kind.rawValue) \(layer.kind.mixer.cache)\n"
      text += describe(layer.kind.tensorsBesideExperts)
      if let mixture = layer.kind.feedForward.mixture {
        text += "\(mixture.expertCount) \(mixture.expertsPerToken)\n" + describe(mixture.expertTensors)
      }
    }
    return of(Data(text.utf8))
  }

  private static func describe(_ tensors: [Tensor]) -> String {
    tensors.map { "\($0.name) \($0.elements) \($0.sharding) \($0.weightFormat.format.rawValue) \($0.bytes.value)\n" }
      .joined()
  }
}
