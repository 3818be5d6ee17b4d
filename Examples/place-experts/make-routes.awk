# Writes synthetic routes of tokens in layer 1 of the loads of make-loads.awk: four of 64 experts each. A token has one of
# eight topics, and three of four of its experts are of that topic; within a topic the popular ones are chosen more.
# Usage: awk -v seed=1 -v tokens=1600 -f make-routes.awk > routes.jsonl
function random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
function start(seed,   i) { state = seed; for (i = 0; i < 9; i++) random() }
function choose(topic,   e, sum) {
  sum = 0
  for (e = 0; e < 64; e++) if (!(e in taken) && (topic < 0 || rank[e] % 8 == topic)) sum += 1 / (rank[e] + 3)
  sum *= random()
  for (e = 0; e < 64; e++) if (!(e in taken) && (topic < 0 || rank[e] % 8 == topic)) {
    sum -= 1 / (rank[e] + 3)
    last = e
    if (sum <= 0) break
  }
  taken[last] = 1
  return last
}
BEGIN {
  for (e = 0; e < 64; e++) rank[e] = e
  start(1000003)
  for (e = 0; e < 63; e++) { other = e + int(random() * (64 - e)); t = rank[e]; rank[e] = rank[other]; rank[other] = t }
  start(seed * 7919 + 611953)
  print "{\"type\":\"meta\",\"model_id\":\"synthetic\",\"top_k\":4,\"num_experts\":64}"
  for (i = 0; i < tokens; i++) {
    delete taken
    topic = int(random() * 8)
    line = ""
    for (k = 0; k < 4; k++) line = line (k ? "," : "") choose(random() < 0.75 ? topic : -1)
    print "{\"type\":\"route\",\"layer\":1,\"topk_ids\":[" line "]}"
  }
}
