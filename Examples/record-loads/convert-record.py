# Turns what torch.save wrote into JSON. Only PyTorch may open such a file: python3 convert-record.py record.pt record.json
import json, sys, torch
record = torch.load(sys.argv[1], map_location="cpu", weights_only=True)
with open(sys.argv[2], "w") as output:
    json.dump(record, output, default=lambda tensor: tensor.tolist())
