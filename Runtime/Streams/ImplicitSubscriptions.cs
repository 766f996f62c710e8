using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Which grain classes are subscribed to which namespaces.</summary>
internal sealed class ImplicitSubscriptions(GrainClassMap classes)
{
    private readonly List<(GrainType GrainType, IStreamNamespacePredicate Predicate)> _subscribers =
    [
        .. from entry in classes.Types
           from attribute in entry.Value.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>()
           select (entry.Key, attribute.Predicate),
    ];

    /// <summary>The grains that are subscribed to a stream, each with the identity that its subscription has everywhere and always.</summary>
    public IEnumerable<(GrainId GrainId, Guid SubscriptionId)> SubscribersOf(string providerName, StreamId streamId) =>
        from grainType in _subscribers.Where(subscriber => subscriber.Predicate.IsMatch(streamId.GetNamespace())).Select(subscriber => subscriber.GrainType).Distinct()
        let grainId = GrainId.Create(grainType, IdSpan.Create(streamId.GetKeyAsString()))
        select (grainId, SubscriptionIdOf(providerName, streamId, grainType));

    private static Guid SubscriptionIdOf(string providerName, StreamId streamId, GrainType grainType)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{providerName}\n{streamId}\n{grainType}"), hash);
        return new Guid(hash[..16]);
    }
}
