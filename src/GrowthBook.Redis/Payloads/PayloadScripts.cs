namespace GrowthBook.Client.Redis;

/// <summary>The scripts of the payload cache, each of one key.</summary>
internal static class PayloadScripts
{
    /// <summary>
    /// Writes a payload, unless a newer one is stored, and tells the others. KEYS[1] is the payload's key; ARGV holds when it
    /// was fetched (a number of 19 digits), its JSON, its entity tag or an empty text, the time to live in milliseconds or 0,
    /// the channel, what to say there, and how far ahead of Redis's clock a time may be at the utmost, in ticks of 100 ns.
    /// </summary>
    /// <remarks>
    /// A stored time that is further ahead was written by a machine whose clock is wrong; it does not keep others from
    /// writing until then. Times are compared as texts of equal length: Lua's numbers would round them.
    /// </remarks>
    public const string Write = """
        local stored = redis.call('HGET', KEYS[1], 'fetchedAt')
        if stored and string.find(stored, '^%d+$') and #stored == 19 and stored > ARGV[1] then
          local now = redis.call('TIME')
          local latest = (tonumber(now[1]) + 62135596800) * 10000000 + tonumber(ARGV[7])
          if tonumber(stored) <= latest then return 0 end
        end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'fetchedAt', ARGV[1], 'json', ARGV[2])
        if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'etag', ARGV[3]) end
        if ARGV[4] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
        redis.call('PUBLISH', ARGV[5], ARGV[6])
        return 1
        """;

    /// <summary>Gives a lease back, if it is still the one taken: KEYS[1] is its key, ARGV[1] the token.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """;
}
