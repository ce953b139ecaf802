using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace GrowthBook;

public abstract partial record Value
{
    /// <summary>
    /// A JSON object. Its members have ECMAScript's order: names that are array indices
    /// first, ascending, then the others in the order in which they were first written. Of members with the
    /// same name the last one counts. Names such as <c>__proto__</c> are ordinary names.
    /// </summary>
    /// <example><code>var device = new Value.Object { ["os"] = "ios", ["screen"] = new Value.Object { ["width"] = 390 } };</code></example>
    [JsonConverter(typeof(ValueJsonConverter))]
    public sealed record Object : Value, IReadOnlyDictionary<string, Value>
    {
        /// <summary>Above this count names are found by hash; a user has fewer attributes than this.</summary>
        internal const int IndexedFrom = 16;

        private readonly string[] _names;
        private readonly Value[] _values;
        private readonly Dictionary<string, int>? _index;

        /// <summary>An object of the members given.</summary>
        /// <param name="members">
        /// Names and values; a <c>null</c> value counts as JSON <c>null</c>, and so does an array or object nested deeper than 256
        /// levels, counted from this object.
        /// </param>
        public Object(IEnumerable<KeyValuePair<string, Value>> members)
            : this(ObjectMembers.Of(members ?? throw new ArgumentNullException(nameof(members))))
        {
        }

        /// <summary>An object without members; add them in the initializer.</summary>
        public Object()
            : this([], [])
        {
        }

        internal Object(ObjectMembers members)
            : this(members.ToArrays())
        {
        }

        private Object((string[] Names, Value[] Values) members)
            : this(members.Names, members.Values)
        {
        }

        /// <summary>Takes ownership of names that are in order, none twice, and of their values.</summary>
        internal Object(string[] names, Value[] values)
        {
            (_names, _values) = (names, values);
            if (_names.Length > IndexedFrom)
            {
                _index = new Dictionary<string, int>(_names.Length, KeyedTexts.Comparer);
                for (var i = 0; i < _names.Length; i++)
                    _index.Add(_names[i], i);
            }
        }

        /// <summary>The object without members.</summary>
        public static Object Empty { get; } = new(new ObjectMembers());

        /// <summary>How many members there are.</summary>
        public int Count => _names.Length;

        private protected override bool IsTruthyOther => true;

        /// <summary>The names of the members, in their order.</summary>
        public IEnumerable<string> Keys => _names;

        /// <summary>The values of the members, in their order.</summary>
        public IEnumerable<Value> Values => _values;

        /// <summary>
        /// The value of a member; JSON <c>null</c> for a missing one. Can be set in an object initializer only; the last value set
        /// for a name counts, and a null reference is JSON <c>null</c>.
        /// </summary>
        /// <param name="key">The member's name, compared ordinally; a dot in it does not make a path.</param>
        [AllowNull]
        public new Value this[string key]
        {
            get => Find(key) ?? Null.Instance;
            init
            {
                var members = With(key, value);
                (_names, _values, _index) = (members._names, members._values, members._index);
            }
        }

        internal ReadOnlySpan<string> Names => _names;

        internal ReadOnlySpan<Value> Items => _values;

        /// <inheritdoc/>
        public bool ContainsKey(string key) => Find(key) is not null;

        /// <inheritdoc/>
#if NET
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Value value)
#else
        public bool TryGetValue(string key, out Value value)
#endif
        {
            value = Find(key)!;
            return value is not null;
        }

        /// <summary>An object that also has the member given, in the place of one of that name.</summary>
        /// <param name="key">The member's name.</param>
        /// <param name="value">Its value; <c>null</c>, and an array or object nested deeper than 256 levels, count as JSON <c>null</c>.</param>
        /// <returns>A new object; this one stays as it is.</returns>
        public Object With(string key, Value? value)
        {
            var members = new ObjectMembers(Count + 1);
            for (var i = 0; i < _names.Length; i++)
                members.Set(_names[i], _values[i]);
            members.Set(key ?? throw new ArgumentNullException(nameof(key)), value is null ? value : Nesting.Cut(value, 2));
            return new Object(members);
        }

        /// <inheritdoc/>
        public new IEnumerator<KeyValuePair<string, Value>> GetEnumerator()
        {
            for (var i = 0; i < _names.Length; i++)
                yield return new KeyValuePair<string, Value>(_names[i], _values[i]);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Whether <paramref name="other"/> has the same members with equal values, in any order.</summary>
        /// <param name="other">Another object.</param>
        /// <returns><c>true</c> when equal.</returns>
        public bool Equals(Object? other)
        {
            if (other is null || other.Count != Count)
                return false;
            for (var i = 0; i < _names.Length; i++)
            {
                if (other.Find(_names[i]) is not { } value || !value.Equals(_values[i]))
                    return false;
            }
            return true;
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = _names.Length;
            for (var i = 0; i < _names.Length; i++)
                hash ^= unchecked((KeyedTexts.Comparer.GetHashCode(_names[i]) * 31) + _values[i].GetHashCode());
            return hash;
        }

        /// <summary>The value of a member; <c>null</c> for a missing one.</summary>
        internal Value? Find(string? name)
        {
            if (name is null)
                return null;
            if (_index is not null)
                return _index.TryGetValue(name, out var at) ? _values[at] : null;
            var names = _names;
            for (var i = 0; i < names.Length; i++)
            {
                if (Utf16.Equal(names[i], name))
                    return _values[i];
            }
            return null;
        }
    }
}
