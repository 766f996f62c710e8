using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>The body of a request in a pooled array, which grows with what has arrived and not with what was announced.</summary>
internal struct PooledBody : IDisposable
{
    private const int FirstSize = 4096;

    private byte[]? _bytes;

    public int Length { get; private set; }

    public readonly ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public readonly ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="ProblemException">The body has more than <paramref name="most"/> bytes.</exception>
    public static async ValueTask<PooledBody> Read(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
            throw TooLarge(most);
        var body = new PooledBody();
        try
        {
            PipeReader reader = request.BodyReader;
            while (true)
            {
                ReadResult result = await reader.ReadAsync(cancellationToken);
                ReadOnlySequence<byte> arrived = result.Buffer;
                if (body.Length + arrived.Length > most)
                    throw TooLarge(most);
                body.Append(arrived);
                reader.AdvanceTo(arrived.End);
                if (result.IsCompleted)
                    return body;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        Length = 0;
    }

    private void Append(in ReadOnlySequence<byte> arrived)
    {
        int length = Length + (int)arrived.Length;
        if (_bytes is null || length > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, Math.Max(FirstSize, 2 * Length)));
            Span.CopyTo(larger);
            if (_bytes is not null)
                ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        arrived.CopyTo(_bytes.AsSpan(Length));
        Length = length;
    }

    private static ProblemException TooLarge(int most) => new(
        StatusCodes.Status413PayloadTooLarge,
        ProblemCode.BodyTooLarge,
        $"The body is larger than the {most} bytes that this request takes.",
        new FieldProblem("body", null, $"must have at most {most} bytes"));
}
