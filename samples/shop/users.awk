# Prints users of the sample shop, one JSON object of attributes per line:
#   awk -f samples/shop/users.awk -v seed=7 -v users=1000 > samples/shop/users.jsonl
# The numbers come from the "minimal standard" generator, so that each awk prints the same bytes.

function below(n) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * n) }

# One of the texts that spaces separate; a text that is there twice is twice as frequent.
function one(texts, parts) { return parts[1 + below(split(texts, parts, " "))] }

BEGIN {
  state = seed
  for (i = 0; i < 10; i++) below(1)
  for (i = 1; i <= users; i++) {
    printf "{\"id\":\"u-%d\",\"deviceId\":\"d-%d\",\"country\":\"%s\"", 1000 + i, 100000 + below(900000), one("PT PT PT ES ES FR DE DE NL US BR")
    printf ",\"language\":\"%s\",\"device\":\"%s\"", one("pt pt es fr de en en"), one("ios ios android android android desktop desktop")
    printf ",\"app\":\"5.%d.%d\",\"visits\":%d,\"orders\":{\"count\":%d}", below(4), below(10), 1 + below(20), below(30)
    printf ",\"vip\":%s", (below(20) == 0 ? "true" : "false")
    if (below(3) > 0) printf ",\"consent\":%s", (below(4) > 0 ? "true" : "false")
    if (below(12) == 0) printf ",\"company\":\"c-%d\",\"tags\":[\"wholesale\"]", below(50)
    else printf ",\"tags\":[\"%s\"]", one("books books garden music toys")
    print "}"
  }
}
