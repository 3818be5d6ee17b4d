/// Vision towers that several publishers use: SigLIP, Pixtral, MoonViT, InternViT, and those of Llama-4 and Gemma-4.
extension Tower {
  /// SigLIP with the projector of Gemma-3 (a matrix and a norm) or of LLaVA (two linear layers).
  func siglip() throws -> [Tensor] {
    let width = try size("hidden_size")
    let inner = try size("intermediate_size", limit: .innerWidth)
    let side = try size("image_size", limit: .innerWidth) / size("patch_size", limit: .headSize)
    let root = "vision_tower.vision_model"
    let isGemma = try outer.word("model_type")?.hasPrefix("gemma3") ?? false
    let projector =
      isGemma
      ? [maker.plainMatrix("multi_modal_projector.mm_input_projection_weight", textSize, width)]
        + norm("multi_modal_projector.mm_soft_emb_norm", width, bias: false)
      : linear("multi_modal_projector.linear_1", textSize, width, bias: true)
        + linear("multi_modal_projector.linear_2", textSize, textSize, bias: true)
    return try patches("\(root).embeddings.patch_embedding", width, frames: 1, bias: true)
      + table("\(root).embeddings.position_embedding.weight", side * side, width)
      + layers(size("num_hidden_layers", limit: .layers)) { index in
        let place = "\(root).encoder.layers.\(index)"
        return norm("\(place).layer_norm1", width, bias: true) + norm("\(place).layer_norm2", width, bias: true)
          + ["q_proj", "k_proj", "v_proj", "out_proj"].flatMap {
            linear("\(place).self_attn.\($0)", width, width, bias: true)
          } + linear("\(place).mlp.fc1", inner, width, bias: true)
          + linear("\(place).mlp.fc2", width, inner, bias: true)
      } + norm("\(root).post_layernorm", width, bias: true) + projector
  }

  /// Pixtral with the projector of Mistral-3, which merges patches first, or of LLaVA.
  func pixtral() throws -> [Tensor] {
    let width = try size("hidden_size", default: 1_024)
    let inner = try size("intermediate_size", default: 4_096, limit: .innerWidth)
    let merge = try outer.optionalSize("spatial_merge_size", limit: .heads)
    let hasBias = try outer.flag("multimodal_projector_bias", default: merge == nil)
    let projector =
      (merge.map {
        norm("multi_modal_projector.norm", width, bias: false)
          + linear("multi_modal_projector.patch_merger.merging_layer", width, width * $0 * $0, bias: false)
      } ?? []) + linear("multi_modal_projector.linear_1", textSize, width, bias: hasBias)
      + linear("multi_modal_projector.linear_2", textSize, textSize, bias: hasBias)
    return try patches("vision_tower.patch_conv", width, frames: 1, bias: false)
      + norm("vision_tower.ln_pre", width, bias: false)
      + layers(size("num_hidden_layers", default: 24, limit: .layers)) { index in
        let place = "vision_tower.transformer.layers.\(index)"
        return norm("\(place).attention_norm", width, bias: false) + norm("\(place).ffn_norm", width, bias: false)
          + ["q_proj", "k_proj", "v_proj", "o_proj"].flatMap {
            linear("\(place).attention.\($0)", width, width, bias: false)
          } + linear("\(place).feed_forward.gate_proj", inner, width, bias: false)
          + linear("\(place).feed_forward.up_proj", inner, width, bias: false)
          + linear("\(place).feed_forward.down_proj", width, inner, bias: false)
      } + projector
  }

  /// Llama-4, whose patches are merged by a pixel shuffle before two linear layers.
  func llama4Vision() throws -> [Tensor] {
    let width = try size("hidden_size")
    let inner = try size("intermediate_size", limit: .innerWidth)
    let side = try size("image_size", limit: .innerWidth) / size("patch_size", limit: .headSize)
    let (projected, output) = (try size("projector_input_dim"), try size("projector_output_dim"))
    return try patches("vision_model.patch_embedding.linear", width, frames: 1, bias: false)
      + table("vision_model.class_embedding", 1, width)
      + table("vision_model.positional_embedding_vlm", side * side + 1, width)
      + norm("vision_model.layernorm_pre", width, bias: true) + norm("vision_model.layernorm_post", width, bias: true)
      + layers(size("num_hidden_layers", limit: .layers)) { index in
        let place = "vision_model.model.layers.\(index)"
        return norm("\(place).input_layernorm", width, bias: true)
          + norm("\(place).post_attention_layernorm", width, bias: true)
          + ["q_proj", "k_proj", "v_proj", "o_proj"].flatMap {
            linear("\(place).self_attn.\($0)", width, width, bias: true)
          } + linear("\(place).mlp.fc1", inner, width, bias: true)
          + linear("\(place).mlp.fc2", width, inner, bias: true)
      } + linear("vision_model.vision_adapter.mlp.fc1", projected, inner, bias: false)
      + linear("vision_model.vision_adapter.mlp.fc2", output, projected, bias: false)
      + linear("multi_modal_projector.linear_1", textSize, size("vision_output_dim"), bias: false)
  }

  /// MoonViT of Kimi-VL and Kimi-K2.5, whose keys begin with `vt_` there.
  func moonViT() throws -> [Tensor] {
    let width = try size("vt_hidden_size", "hidden_size")
    let inner = try size("vt_intermediate_size", "intermediate_size", limit: .innerWidth)
    let rows = try size("init_pos_emb_height", limit: .headSize) * size("init_pos_emb_width", limit: .headSize)
    let merged =
      try width
      * (section.value("merge_kernel_size")?.items().map { try $0.integer(atLeast: 1, atMost: 64) } ?? [2, 2])
      .reduce(1, *)
    return try patches("vision_tower.patch_embed.proj", width, frames: 1, bias: true)
      + table("vision_tower.patch_embed.pos_emb.weight", rows, width)
      + layers(size("vt_num_hidden_layers", "num_hidden_layers", limit: .layers)) { index in
        let place = "vision_tower.encoder.blocks.\(index)"
        return norm("\(place).norm0", width, bias: true) + norm("\(place).norm1", width, bias: true)
          + linear("\(place).wqkv", 3 * width, width, bias: true) + linear("\(place).wo", width, width, bias: true)
          + linear("\(place).mlp.fc0", inner, width, bias: true) + linear("\(place).mlp.fc1", width, inner, bias: true)
      } + norm("vision_tower.encoder.final_layernorm", width, bias: true)
      + norm("mm_projector.pre_norm", width, bias: true) + linear("mm_projector.linear_1", merged, merged, bias: true)
      + linear("mm_projector.linear_2", textSize, merged, bias: true)
  }

  /// InternViT: layer scales, and for the large one norms of queries and keys.
  func internViT() throws -> [Tensor] {
    let width = try size("hidden_size")
    let inner = try size("intermediate_size", limit: .innerWidth)
    func side(_ name: String) throws -> Int {
      // Newer files write height and width.
      guard let node = try section.value(name) else { throw section.missing(name, expected: "a size in pixels") }
      if case .list(let sides) = node.content, let first = sides.first {
        return try first.integer(atLeast: 1, atMost: 8_192)
      }
      return try node.integer(atLeast: 1, atMost: 8_192)
    }
    let (image, patch) = (try side("image_size"), try side("patch_size"))
    let hasBias = try section.flag("qkv_bias", default: section.flag("attention_bias"))
    let isNormalized = try section.flag("qk_normalization", default: section.flag("use_qk_norm"))
    let hasShift = try section.word("norm_type").map { $0 == "layer_norm" } ?? true
    let merged = 4 * width
    return [maker.plainMatrix("vision_model.embeddings.patch_embedding", width, 3 * patch * patch)]
      + table("vision_model.embeddings.patch_embedding.bias", 1, width)
      + table("vision_model.embeddings.class_embedding", 1, width)
      + table("vision_model.embeddings.position_embedding", (image / patch) * (image / patch) + 1, width)
      + layers(try size("num_hidden_layers", limit: .layers)) { index in
        let place = "vision_model.encoder.layers.\(index)"
        return ["ls1", "ls2"].map { maker.vector("\(place).\($0)", width) }
          + norm("\(place).norm1", width, bias: hasShift) + norm("\(place).norm2", width, bias: hasShift)
          + linear("\(place).attn.qkv", 3 * width, width, bias: hasBias)
          + (isNormalized ? ["q_norm", "k_norm"].flatMap { norm("\(place).attn.\($0)", width, bias: false) } : [])
          + linear("\(place).attn.proj", width, width, bias: true)
          + linear("\(place).mlp.fc1", inner, width, bias: true) + linear("\(place).mlp.fc2", width, inner, bias: true)
      } + norm("mlp1.0", merged, bias: true) + linear("mlp1.1", textSize, merged, bias: true)
      + linear("mlp1.3", textSize, textSize, bias: true)
  }

  /// Gemma-4: four norms a layer, norms of queries and keys, positions as two tables.
  func gemma4Vision() throws -> [Tensor] {
    let width = try size("hidden_size")
    let inner = try size("intermediate_size", limit: .innerWidth)
    let heads = try size("num_attention_heads", limit: .heads)
    let headSize = try size("head_dim", limit: .headSize)
    let shared = try size("num_key_value_heads", limit: .heads)
    let root = "vision_tower"
    return try patches("\(root).patch_embedder.input_proj", width, frames: 1, bias: false)
      + table(
        "\(root).patch_embedder.position_embedding_table", 2 * size("position_embedding_size", limit: .vocabulary),
        width)
      + layers(size("num_hidden_layers", limit: .layers)) { index in
        let place = "\(root).encoder.layers.\(index)"
        return [
          "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm",
        ]
        .flatMap { norm("\(place).\($0)", width, bias: false) }
          + ["q_norm", "k_norm"].flatMap { norm("\(place).self_attn.\($0)", headSize, bias: false) }
          + linear("\(place).self_attn.q_proj", heads * headSize, width, bias: false)
          + ["k_proj", "v_proj"].flatMap { linear("\(place).self_attn.\($0)", shared * headSize, width, bias: false) }
          + linear("\(place).self_attn.o_proj", width, heads * headSize, bias: false)
          + ["gate_proj", "up_proj"].flatMap { linear("\(place).mlp.\($0)", inner, width, bias: false) }
          + linear("\(place).mlp.down_proj", width, inner, bias: false)
      } + (section.flag("standardize") ? ["std_bias", "std_scale"].map { maker.vector("\(root).\($0)", width) } : [])
      + linear("embed_vision.embedding_projection", textSize, width, bias: false)
  }
}
