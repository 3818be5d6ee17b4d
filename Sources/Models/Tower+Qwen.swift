/// Vision towers of Qwen and GLM: pictures and films as patches of two frames, merged two by two.
extension Tower {
  private func merge() throws -> Int {
    let side = try size("spatial_merge_size", default: 2, limit: .heads)
    return side * side
  }

  /// Qwen2-VL: LayerNorm, biases, an inner width of four times the outer one.
  func qwen2Vision() throws -> [Tensor] {
    let width = try size("embed_dim")
    let output = try size("hidden_size")
    let inner = try width * size("mlp_ratio", default: 4, limit: .heads)
    let merged = try width * merge()
    return try patches("visual.patch_embed.proj", width, frames: size("temporal_patch_size", default: 2), bias: false)
      + layers(size("depth", limit: .layers)) { index in
        let place = "visual.blocks.\(index)"
        return norm("\(place).norm1", width, bias: true) + norm("\(place).norm2", width, bias: true)
          + linear("\(place).attn.qkv", 3 * width, width, bias: true)
          + linear("\(place).attn.proj", width, width, bias: true)
          + linear("\(place).mlp.fc1", inner, width, bias: true) + linear("\(place).mlp.fc2", width, inner, bias: true)
      }
      + norm("visual.merger.ln_q", width, bias: true) + linear("visual.merger.mlp.0", merged, merged, bias: true)
      + linear("visual.merger.mlp.2", output, merged, bias: true)
  }

  /// Qwen2.5-VL: RMSNorm, and a gate in the feed-forward part.
  func qwen25Vision() throws -> [Tensor] {
    let width = try size("hidden_size")
    let inner = try size("intermediate_size", limit: .innerWidth)
    let merged = try width * merge()
    return try patches("visual.patch_embed.proj", width, frames: size("temporal_patch_size", default: 2), bias: false)
      + layers(size("depth", limit: .layers)) { index in
        let place = "visual.blocks.\(index)"
        return norm("\(place).norm1", width, bias: false) + norm("\(place).norm2", width, bias: false)
          + linear("\(place).attn.qkv", 3 * width, width, bias: true)
          + linear("\(place).attn.proj", width, width, bias: true)
          + linear("\(place).mlp.gate_proj", inner, width, bias: true)
          + linear("\(place).mlp.up_proj", inner, width, bias: true)
          + linear("\(place).mlp.down_proj", width, inner, bias: true)
      }
      + norm("visual.merger.ln_q", width, bias: false) + linear("visual.merger.mlp.0", merged, merged, bias: true)
      + linear("visual.merger.mlp.2", size("out_hidden_size"), merged, bias: true)
  }

  /// Qwen3-VL and Qwen3.5: learned positions, and a merger of its own for each layer whose output goes deep into the stack.
  func qwen3Vision() throws -> [Tensor] {
    let width = try size("hidden_size")
    let inner = try size("intermediate_size", limit: .innerWidth)
    let output = try size("out_hidden_size")
    let merged = try width * merge()
    let deep = try section.value("deepstack_visual_indexes")?.items().count ?? 0
    func merger(_ place: String, normWidth: Int) -> [Tensor] {
      norm("\(place).norm", normWidth, bias: true) + linear("\(place).linear_fc1", merged, merged, bias: true)
        + linear("\(place).linear_fc2", output, merged, bias: true)
    }
    return try patches("visual.patch_embed.proj", width, frames: size("temporal_patch_size", default: 2), bias: true)
      + table("visual.pos_embed.weight", size("num_position_embeddings", limit: .vocabulary), width)
      + layers(size("depth", limit: .layers)) { index in
        let place = "visual.blocks.\(index)"
        return norm("\(place).norm1", width, bias: true) + norm("\(place).norm2", width, bias: true)
          + linear("\(place).attn.qkv", 3 * width, width, bias: true)
          + linear("\(place).attn.proj", width, width, bias: true)
          + linear("\(place).mlp.linear_fc1", inner, width, bias: true)
          + linear("\(place).mlp.linear_fc2", width, inner, bias: true)
      }
      + merger("visual.merger", normWidth: width)
      + layers(deep) { merger("visual.deepstack_merger_list.\($0)", normWidth: merged) }
  }

  /// GLM-4.1V and GLM-4.5V. The inner width of its layers is the output size, and that of its merger `intermediate_size`.
  func glmVision() throws -> [Tensor] {
    let width = try size("hidden_size")
    let output = try size("out_hidden_size")
    let mergerInner = try size("intermediate_size", limit: .innerWidth)
    let positions = try size("image_size", limit: .innerWidth) / size("patch_size", limit: .headSize)
    let hasBias = try section.flag("attention_bias")
    return try patches("visual.patch_embed.proj", width, frames: size("temporal_patch_size", default: 2), bias: true)
      + table("visual.embeddings.position_embedding.weight", positions * positions, width)
      + layers(size("depth", limit: .layers)) { index in
        let place = "visual.blocks.\(index)"
        return norm("\(place).norm1", width, bias: false) + norm("\(place).norm2", width, bias: false)
          + linear("\(place).attn.qkv", 3 * width, width, bias: hasBias)
          + linear("\(place).attn.proj", width, width, bias: false)
          + linear("\(place).mlp.gate_proj", output, width, bias: false)
          + linear("\(place).mlp.up_proj", output, width, bias: false)
          + linear("\(place).mlp.down_proj", width, output, bias: false)
      }
      + norm("visual.post_conv_layernorm", width, bias: false) + norm("visual.post_layernorm", width, bias: false)
      + [
        maker.plainMatrix("visual.downsample", output, width * merge()), maker.vector("visual.downsample.bias", output),
      ]
      + linear("visual.merger.proj", output, output, bias: false)
      + norm("visual.merger.post_projection_norm", output, bias: true)
      + linear("visual.merger.gate_proj", mergerInner, output, bias: false)
      + linear("visual.merger.up_proj", mergerInner, output, bias: false)
      + linear("visual.merger.down_proj", output, mergerInner, bias: false)
  }
}
