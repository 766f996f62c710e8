using System.Collections.Immutable;
using System.Globalization;
using RlOrleans.Environments;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary>
/// Reads the texts of a command line and collects what is wrong with them, so that all mistakes are told at once. A text
/// that cannot be read yields a value that is allowed, for the checks that follow to go on with.
/// </summary>
internal sealed class Mistakes
{
    private readonly List<FieldError> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string field, string value, string message) => _errors.Add(new FieldError(field, value, message));

    /// <summary>Adds the errors of fields that have none yet: the first thing wrong with a field is the one to say.</summary>
    public void Add(IEnumerable<FieldError> errors)
    {
        var known = _errors.Select(error => error.Field).ToHashSet(StringComparer.Ordinal);
        _errors.AddRange(errors.Where(error => !known.Contains(error.Field)));
    }

    public void ThrowIfAny()
    {
        if (Any)
            throw new InvalidRequestException(_errors);
    }

    /// <summary>A whole number in a range; null where there is no text or it is no such number.</summary>
    public long? Integer(string field, string? text, long least, long most)
    {
        if (text is null)
            return null;
        if (TryRead(text, out decimal number) && number >= least && number <= most)
            return (long)number;
        Add(field, text, $"must be a whole number from {Text(least)} to {Text(most)}");
        return null;
    }

    /// <inheritdoc cref="Integer(string, string?, long, long)"/>
    public int? Integer(string field, string? text, int least, int most) => (int?)Integer(field, text, (long)least, most);

    /// <summary>A seed: any whole number of 64 bits without a sign.</summary>
    public ulong? Seed(string field, string? text)
    {
        if (text is null)
            return null;
        if (TryRead(text, out decimal number) && number is >= 0 and <= ulong.MaxValue)
            return (ulong)number;
        Add(field, text, $"must be a whole number from 0 to {ulong.MaxValue}");
        return null;
    }

    /// <summary>The id of a registered environment, with wrappers around it; null where there is no text, or something is wrong with it.</summary>
    public string? Environment(string field, string? text, IReadOnlyList<string>? wrappers = null)
    {
        if (text is null)
            return null;
        string name = WrappedName.Join(text, wrappers ?? []);
        var errors = EnvironmentRegistry.Default.Check(name);
        foreach (var error in errors)
        {
            if (error.Wrapper is { } wrapper)
                Add("--wrap", wrapper, error.Message);
            else if (error.Near.Count > 0)
                Add(field, error.Environment, $"{error.Message} (did you mean {string.Join(" or ", error.Near)}?); see: rl environments");
            else
                Add(field, error.Environment, $"{error.Message}; see: rl environments; one of your own needs its --plugin");
        }

        return errors.Count == 0 ? name : null;
    }

    /// <summary>The name of a known algorithm.</summary>
    public string? Algorithm(string field, string? text)
    {
        if (text is not null && !AlgorithmRegistry.Default.TryGet(text, out _))
            Add(field, text, $"must be one of {string.Join(", ", AlgorithmRegistry.Default.All.Select(known => known.Name))}");
        return text;
    }

    /// <summary>One of a few words, in any case.</summary>
    public T? OneOf<T>(string field, string? text)
        where T : struct, Enum
    {
        if (text is null)
            return null;
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        Add(field, text, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
        return null;
    }

    /// <summary>The pairs of <c>--set key=value</c>; a key that is given twice keeps its last value.</summary>
    public ImmutableDictionary<string, string> Pairs(string field, IEnumerable<string> texts)
    {
        var pairs = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? "" : text[..equals].Trim();
            if (key.Length == 0)
                Add(field, text, "must be key=value, such as learning_rate=0.001");
            else
                pairs[key] = text[(equals + 1)..].Trim();
        }

        return pairs.ToImmutable();
    }

    // 100000, 100_000 and 1e5 are all the same to a person.
    private static bool TryRead(string text, out decimal number)
        => decimal.TryParse(
               text.Replace("_", "", StringComparison.Ordinal),
               NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint,
               CultureInfo.InvariantCulture,
               out number)
           && number == decimal.Truncate(number);

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
