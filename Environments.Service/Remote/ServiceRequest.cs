using System.Net.Http.Headers;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>What to ask of a service.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">What to ask it of.</param>
/// <param name="MostAnswerBytes">The most that its answer can have.</param>
internal readonly record struct ServiceRequest(HttpMethod Method, Uri Address, int MostAnswerBytes)
{
    public static readonly MediaTypeHeaderValue Binary = new(MediaTypes.Binary);
    public static readonly MediaTypeHeaderValue Json = new(MediaTypes.Json);

    public ReadOnlyMemory<byte>? Body { get; init; }

    public MediaTypeHeaderValue? BodyType { get; init; }

    public bool AcceptsBinary { get; init; }

    /// <summary>Whether the bytes may have returns at their end.</summary>
    public bool AcceptsReturns { get; init; }
}
