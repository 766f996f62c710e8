namespace Orleans.Streams;

/// <summary>Says which namespaces a grain class is subscribed to.</summary>
public interface IStreamNamespacePredicate
{
    /// <summary>The predicate as text.</summary>
    string PredicatePattern { get; }

    /// <summary>Whether the class is subscribed to the streams of a namespace.</summary>
    /// <param name="streamNamespace">The namespace.</param>
    /// <returns>Whether it is.</returns>
    bool IsMatch(string? streamNamespace);
}
