/// Linear attention of MiniMax-M1: a decayed sum of key × value products for each head.
struct LightningAttention {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int

  /// The mixer of one layer.
  func mixer(_ maker: TensorMaker) -> TokenMixer {
    let width = heads * headSize
    return TokenMixer(
      kind: .linear,
      tensors: [
        maker.linear("self_attn.qkv_proj", 3 * width, hiddenSize),
        maker.linear("self_attn.output_gate", width, hiddenSize),
        maker.linear("self_attn.out_proj", hiddenSize, width),
        maker.vector("self_attn.norm.weight", width),
      ],
      cache: CacheShape(stateElements: heads * headSize * headSize, shards: heads), attention: nil)
  }
}
