using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GrowthBook.Client;

/// <summary>
/// Computes what identifies exposures, usages and users: hashes of fixed size, under a random key of its own. Allocates nothing for
/// texts, booleans and whole numbers. Thread-safe.
/// </summary>
/// <param name="userAttributes">The attributes that identify a user; <c>default</c> for all.</param>
/// <param name="secret">The key of the hashes.</param>
internal sealed class EffectIdentities(ImmutableArray<string> userAttributes, EffectKey secret)
{
    // The two upper bits of the first word tell what is hashed. A value has neither of them.
    private const ulong IsExposure = 1UL << 62;
    private const ulong IsFeature = 2UL << 62;
    private const ulong IsUser = 3UL << 62;

    private readonly ValueHashes _values = new(secret);
    private readonly TextHashes _features = new(secret, IsFeature);

    /// <summary>Returns the key of an exposure: of hash attribute, hash value (as text), experiment and variation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // otherwise the JIT exceeds its inlining budget in the caller
    public EffectKey OfExposure(Effect.ExperimentViewed viewed)
    {
        var (attribute, experiment, result) = (viewed.Result.HashAttribute, viewed.Experiment.Key, viewed.Result);
        var value = result.HashValue is Value.String text
            ? text.Content.AsSpan()
            : WholeNumber.TextOf(result.HashValue, stackalloc char[WholeNumber.MaxLength]);
        // The lengths come first, so that no text can continue in the next.
        var hash = new SipHash(secret);
        hash.Add(IsExposure | ((ulong)(uint)attribute.Length << 31) | (uint)value.Length);
        hash.Add(((ulong)(uint)experiment.Length << 32) | (uint)result.VariationId);
        hash.Add(attribute.AsSpan());
        hash.Add(value);
        hash.Add(experiment.AsSpan());
        return hash.Finish();
    }

    /// <summary>Returns the key of a feature's usage by a user.</summary>
    public EffectKey OfUsage(in EffectKey user, string feature) => user.With(_features.Of(feature));

    /// <summary>Returns a hash of a usage's value: a new value is not a repetition.</summary>
    public ulong OfValue(Value value) => _values.Of(value);

    /// <summary>Returns the key of a user; <c>null</c> if the user has none of the attributes.</summary>
    public EffectKey? OfUser(Context context)
    {
        var attributes = context.EffectiveAttributes();
        var hash = new SipHash(secret);
        hash.Add(IsUser);
        var isKnown = false;
        if (userAttributes.IsDefault)
        {
            foreach (var attribute in attributes)
                Add(attribute.Key, attribute.Value, ref hash);
        }
        else
        {
            foreach (var name in userAttributes)
            {
                if (attributes.TryGetValue(name, out var value))
                    Add(name, value, ref hash);
            }
        }
        return isKnown ? hash.Finish() : null;

        void Add(string name, Value value, ref SipHash hash)
        {
            isKnown = true;
            hash.Add((uint)name.Length);
            hash.Add(name.AsSpan());
            ValueHashes.Add(value, ref hash);
        }
    }
}
