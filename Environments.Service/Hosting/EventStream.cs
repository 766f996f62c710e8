using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>Writes states as server-sent events: id is the sequence number, data one JSON object.</summary>
internal static class EventStream
{
    /// <summary>Without a word for longer than this, proxies take a connection for dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static async Task Write(HttpContext context, StateStreams.Subscription subscription, TimeProvider time)
    {
        CancellationToken aborted = context.RequestAborted;
        PipeWriter writer = context.Response.BodyWriter;
        context.Response.ContentType = MediaTypes.Events;
        context.Response.Headers.CacheControl = "no-cache";

        // The headers go out at once, so that the reader knows that it is watching before the next step.
        writer.Write(": watching\n\n"u8);
        await writer.FlushAsync(aborted);
        while (await WaitForState(subscription, time, aborted) is { } waiting)
        {
            if (!waiting)
                writer.Write(": still here\n\n"u8);
            while (subscription.Channel.Reader.TryRead(out StateEvent? state))
                Write(writer, state);
            await writer.FlushAsync(aborted);
        }

        writer.Write("event: closed\ndata: {}\n\n"u8);
        await writer.FlushAsync(aborted);
    }

    // True: there are states. False: there were none for a time. Null: there will be none.
    private static async ValueTask<bool?> WaitForState(StateStreams.Subscription subscription, TimeProvider time, CancellationToken aborted)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, aborted);
        try
        {
            return await subscription.Channel.Reader.WaitToReadAsync(either.Token) ? true : null;
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Write(PipeWriter writer, StateEvent state)
    {
        writer.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {state.Sequence}\nevent: step\ndata: ")));
        writer.Write(state.Json.Span);
        writer.Write("\n\n"u8);
    }
}
