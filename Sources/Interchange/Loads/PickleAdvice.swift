import Inputs

/// What to do with a `.pt` file: a pickle runs code when it is opened, so that nobody but PyTorch should.
enum PickleAdvice {
  static func fault(_ file: String) -> Diagnostic {
    Diagnostic(
      id: "load-needs-python", file: file, found: "a pickle, as torch.save writes it", expected: "JSON",
      advice: """
        convert it: python3 -c 'import json, sys, torch; json.dump(torch.load(sys.argv[1], map_location="cpu", \
        weights_only=True), open(sys.argv[2], "w"), default=lambda tensor: tensor.tolist())' record.pt record.json
        """)
  }
}
