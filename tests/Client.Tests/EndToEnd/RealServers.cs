namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>Tests of one queue, which take turns.</summary>
[CollectionDefinition(Name)]
public sealed class RealServers
{
    public const string Name = "real servers";
}
