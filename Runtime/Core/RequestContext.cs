namespace Orleans.Runtime;

/// <summary>
/// Values that travel with calls: what is set here is seen by every call made from here on, and by the calls that those
/// make. A callee's changes do not travel back.
/// </summary>
public static class RequestContext
{
    internal const string ReentrancyIdKey = "#RId";

    // The dictionary is never changed once it is here, so that calls take it along without a copy.
    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    /// <summary>The identity of the call chain that may reenter the grains of the chain; empty if none may.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyIdKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
            {
                Remove(ReentrancyIdKey);
            }
            else
            {
                Set(ReentrancyIdKey, value);
            }
        }
    }

    /// <summary>The names of the values.</summary>
    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The values with their names.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    internal static Dictionary<string, object>? CallContextData
    {
        get => Values.Value;
        set => Values.Value = value;
    }

    /// <summary>Reads a value.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The value; it must be serialisable.</param>
    public static void Set(string key, object value) =>
        Values.Value = new Dictionary<string, object>(Entries) { [key] = value };

    /// <summary>Removes a value.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>Whether it was there.</returns>
    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Values.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear()
    {
        if (Values.Value is not null)
        {
            Values.Value = null;
        }
    }

    /// <summary>Lets the calls made from here on reenter the grain that makes them, until the section is disposed.</summary>
    /// <returns>The section.</returns>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        var id = original == Guid.Empty ? Guid.NewGuid() : original;
        ReentrancyId = id;
        return new ReentrancySection(original, id);
    }

    /// <summary>Keeps the calls made from here on from reentering any grain of the chain, until the section is disposed.</summary>
    /// <returns>The section.</returns>
    public static ReentrancySection SuppressCallChainReentrancy()
    {
        var original = ReentrancyId;
        ReentrancyId = Guid.Empty;
        return new ReentrancySection(original, Guid.Empty);
    }

    /// <summary>Restores the reentrancy of the call chain when it is disposed.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _originalId;
        private readonly Guid _newId;
        private readonly IReentrantSections? _context;

        /// <summary>Creates a section.</summary>
        /// <param name="originalReentrancyId">The identity to restore.</param>
        /// <param name="newReentrancyId">The identity of the section.</param>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _originalId = originalReentrancyId;
            _newId = newReentrancyId;
            _context = newReentrancyId == Guid.Empty ? null : RuntimeContext.Current as IReentrantSections;
            _context?.EnterReentrantSection(newReentrancyId);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            ReentrancyId = _originalId;
            _context?.LeaveReentrantSection(_newId);
        }
    }
}

/// <summary>Knows the call chains that may reenter a grain.</summary>
internal interface IReentrantSections
{
    void EnterReentrantSection(Guid id);

    void LeaveReentrantSection(Guid id);
}
