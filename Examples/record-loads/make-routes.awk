# Writes synthetic routes of tokens in layers 1 and 2 of 16 experts, four of them each, as JSON lines. Three of four experts
# of a token are of its topic: those whose number leaves the same rest.
# Usage: awk -v seed=1 -v tokens=150 -f make-routes.awk > routes.jsonl
function random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
BEGIN {
  state = seed * 7919 + 1
  for (i = 0; i < 9; i++) random()
  print "{\"type\":\"meta\",\"model_id\":\"synthetic\",\"top_k\":4,\"num_experts\":16}"
  for (layer = 1; layer <= 2; layer++) for (t = 0; t < tokens; t++) {
    delete taken
    line = ""
    topic = int(random() * random() * 4)
    for (k = 0; k < 4; k++) {
      do e = random() < 0.75 ? topic + 4 * int(random() * 4) : int(random() * 16); while (e in taken)
      taken[e] = 1
      line = line (k ? "," : "") e
    }
    print "{\"type\":\"route\",\"layer\":" layer ",\"topk_ids\":[" line "]}"
  }
}
