using GrowthBook.Client.Endurance.Checks;
using GrowthBook.Client.Endurance.Server;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>A client under test, with its sinks and the expected counts.</summary>
internal sealed class Subject
{
    private long _accepted;

    public Subject(PayloadUpdateMode mode, int index, string url, int users, int seed, ILoggerFactory logs)
    {
        Mode = mode;
        Key = KeyOf(mode);
        (Ledger, PickyLedger) = (new Ledger(users), new Ledger(users));
        Sink = new CountingSink(Ledger, seed + (index * 10), isPicky: false);
        Picky = new CountingSink(PickyLedger, seed + (index * 10) + 1, isPicky: true);
        Client = new GrowthBookClient(
            new GrowthBookOptions
            {
                ClientKey = Key,
                ApiHost = url,
                DecryptionKey = ServedPayload.DecryptionKey,
                UpdateMode = mode,
                PollingInterval = TimeSpan.FromSeconds(1),
                TimeToLive = TimeSpan.FromSeconds(1),
                RequestTimeout = TimeSpan.FromSeconds(1.5),
                DeduplicationCapacity = Visitors.DeduplicationCapacity,
                Writer = new EffectWriterOptions
                {
                    MaxBatchDelay = TimeSpan.FromMilliseconds(200),
                    MaxAttempts = 6,
                    RetryDelay = TimeSpan.FromMilliseconds(10),
                    MaxRetryDelay = TimeSpan.FromMilliseconds(200),
                    AttemptTimeout = TimeSpan.FromMilliseconds(400),
                    StopTimeout = TimeSpan.FromSeconds(20),
                },
            },
            new ClientServices
            {
                Handlers = [EffectHandler.Of(_ => Interlocked.Increment(ref _accepted))],
                Sinks = [Sink, Picky],
                LoggerFactory = logs,
                Name = mode.ToString(),
            });
    }

    public PayloadUpdateMode Mode { get; }

    public string Key { get; }

    public GrowthBookClient Client { get; }

    public Ledger Ledger { get; }

    public Ledger PickyLedger { get; }

    public CountingSink Sink { get; }

    /// <summary>Always rejects certain exposures.</summary>
    public CountingSink Picky { get; }

    /// <summary>The number of effects after deduplication.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>The expected number of usages after deduplication, of users of a single thread.</summary>
    public long ExpectedUsages;

    /// <summary>The version in use, evaluated without effects.</summary>
    public int Version => Client.Current is null
        ? 0
        : Evaluator.EvalFeature(new Context(Client.Payload, Attributes.Empty), "version").Result.ValueOr(0);

    public static string KeyOf(PayloadUpdateMode mode) => $"sdk-SecretKeyOf{mode}";
}
