using System.Text.RegularExpressions;
using Orleans.Streams;

namespace Orleans;

/// <summary>
/// Subscribes the grains of a class to all streams of a namespace: an item of the stream with key k goes to the grain with
/// key k, which is activated if need be.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    /// <summary>Subscribes to all namespaces.</summary>
    public ImplicitStreamSubscriptionAttribute() => Predicate = new AllNamespaces();

    /// <summary>Subscribes to one namespace.</summary>
    /// <param name="streamNamespace">The namespace.</param>
    /// <param name="streamIdMapper">Must be <see langword="null"/>: the key of the grain is that of the stream.</param>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
        : this(new OneNamespace(streamNamespace), streamIdMapper)
    {
    }

    /// <summary>Subscribes to the namespaces that a predicate names.</summary>
    /// <param name="predicateType">A class that implements <see cref="IStreamNamespacePredicate"/>.</param>
    /// <param name="streamIdMapper">Must be <see langword="null"/>: the key of the grain is that of the stream.</param>
    public ImplicitStreamSubscriptionAttribute(Type predicateType, string? streamIdMapper = null)
        : this((IStreamNamespacePredicate)Activator.CreateInstance(predicateType)!, streamIdMapper)
    {
    }

    /// <summary>Subscribes to the namespaces that a predicate names.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="streamIdMapper">Must be <see langword="null"/>: the key of the grain is that of the stream.</param>
    public ImplicitStreamSubscriptionAttribute(IStreamNamespacePredicate predicate, string? streamIdMapper = null)
    {
        if (streamIdMapper is not null)
        {
            throw new NotSupportedException($"{nameof(streamIdMapper)} is '{streamIdMapper}'; the embedded runtime maps stream keys to equal grain keys only.");
        }

        Predicate = predicate;
    }

    /// <summary>The predicate.</summary>
    public IStreamNamespacePredicate Predicate { get; }

    private sealed class AllNamespaces : IStreamNamespacePredicate
    {
        public string PredicatePattern => "*";

        public bool IsMatch(string? streamNamespace) => true;
    }

    private sealed class OneNamespace(string name) : IStreamNamespacePredicate
    {
        public string PredicatePattern => name;

        public bool IsMatch(string? streamNamespace) => streamNamespace == name;
    }
}

/// <summary>Subscribes the grains of a class to all streams of the namespaces that a regular expression matches.</summary>
/// <param name="pattern">The regular expression.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RegexImplicitStreamSubscriptionAttribute(string pattern) : ImplicitStreamSubscriptionAttribute(new RegexPredicate(pattern))
{
    private sealed class RegexPredicate(string pattern) : IStreamNamespacePredicate
    {
        private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        public string PredicatePattern => pattern;

        public bool IsMatch(string? streamNamespace) => streamNamespace is not null && _regex.IsMatch(streamNamespace);
    }
}
