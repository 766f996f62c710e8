using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>The paths of the service. openapi.json describes them, and a test holds the two against each other.</summary>
internal sealed class EnvironmentEndpoints(
    IReadOnlyList<EnvironmentSpec> environments, InstanceTable instances, EnvironmentServiceOptions options, TimeProvider time)
{
    private static readonly byte[] OpenApi = ReadOpenApi();

    private readonly CommandBodies _bodies = new(options.MaxBodyBytes);
    private readonly Dictionary<string, EnvironmentSpec> _specs = environments.ToDictionary(spec => spec.Id, StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", Health);
        routes.MapGet("/openapi.json", WriteOpenApi);
        routes.MapGet("/environments", ListEnvironments);
        routes.MapGet("/environments/{**environment}", ShowEnvironment);
        routes.MapPost("/instances", Create);
        routes.MapGet("/instances/{instance}", Show);
        routes.MapDelete("/instances/{instance}", Close);
        routes.MapPost("/instances/{instance}/reset", Reset);
        routes.MapPost("/instances/{instance}/lanes/{lane}/reset", ResetLane);
        routes.MapPost("/instances/{instance}/step", Step);
        routes.MapGet("/instances/{instance}/aborted", ShowAborted);
        routes.MapGet("/instances/{instance}/states", Watch);
        routes.MapGet("/instances/{instance}/snapshot", Snapshot);
        routes.MapPut("/instances/{instance}/snapshot", Restore);
    }

    private async Task Health(HttpContext context)
    {
        Answers.WriteJson(context.Response, instances, static (json, instances) =>
        {
            json.WriteString("status"u8, "healthy"u8);
            json.WriteNumber("instances"u8, instances.Count);
            json.WriteNumber("lanes"u8, instances.LaneCount);
        });
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task WriteOpenApi(HttpContext context)
    {
        context.Response.ContentType = MediaTypes.Json;
        await context.Response.BodyWriter.WriteAsync(OpenApi, context.RequestAborted);
    }

    private async Task ListEnvironments(HttpContext context)
    {
        Answers.WriteJson(context.Response, environments, static (json, environments) =>
        {
            json.WriteStartArray("environments"u8);
            foreach (EnvironmentSpec spec in environments)
                SpecJson.Write(json, spec);
            json.WriteEndArray();
        });
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task ShowEnvironment(HttpContext context)
    {
        EnvironmentSpec spec = Find(RouteValue(context, "environment"));
        context.Response.ContentType = MediaTypes.Json;
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
            SpecJson.Write(json, spec);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task Create(HttpContext context)
    {
        (string environment, int lanes, EnvironmentSeed seed) = await _bodies.ReadCreate(context, options.MaxLanes);
        HostedEnvironment instance = instances.Create(Find(environment), lanes, seed);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/instances/{instance.Id}";
        Answers.WriteInstance(context, instance);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task Show(HttpContext context)
    {
        using (HostedEnvironment.Turn turn = await Enter(context))
            Answers.WriteInstance(context, turn.Instance);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task ShowAborted(HttpContext context)
    {
        using (HostedEnvironment.Turn turn = await Enter(context))
            Answers.WriteAborted(context, turn.Instance);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task Close(HttpContext context)
    {
        await instances.Close(RouteValue(context, "instance"));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task Reset(HttpContext context)
    {
        HostedEnvironment instance = instances.Get(RouteValue(context, "instance"));
        (ulong sequence, EnvironmentSeed seed, uint[]? episodes) = await _bodies.ReadReset(context, instance);
        using (await instance.Enter(context.RequestAborted))
        {
            instance.Reset(sequence, seed, episodes);
            Answers.WriteReset(context, instance);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task ResetLane(HttpContext context)
    {
        HostedEnvironment instance = instances.Get(RouteValue(context, "instance"));
        int lane = Lane(RouteValue(context, "lane"), instance);
        (ulong sequence, uint episode) = await _bodies.ReadLaneReset(context);
        using (await instance.Enter(context.RequestAborted))
        {
            instance.ResetLane(sequence, lane, episode);
            Answers.WriteLaneReset(context, instance, lane);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task Step(HttpContext context)
    {
        HostedEnvironment instance = instances.Get(RouteValue(context, "instance"));
        int count = instance.LaneCount * instance.Spec.ActionSpace.Size;
        float[] actions = ArrayPool<float>.Shared.Rent(count);
        try
        {
            ulong sequence = await _bodies.ReadActions(context, instance, actions.AsMemory(0, count));
            using (await instance.Enter(context.RequestAborted))
            {
                instance.Step(sequence, actions.AsSpan(0, count));
                Answers.WriteStep(context, instance);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(actions);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task Watch(HttpContext context)
    {
        HostedEnvironment instance = instances.Get(RouteValue(context, "instance"));
        int? lane = context.Request.Query.TryGetValue("lane", out var text) ? Lane(text.ToString(), instance) : null;
        using StateStreams.Subscription subscription = instance.Streams.Subscribe(lane);
        await EventStream.Write(context, subscription, time);
    }

    private async Task Snapshot(HttpContext context)
    {
        var snapshot = new ArrayBufferWriter<byte>();
        using (HostedEnvironment.Turn turn = await Enter(context))
            turn.Instance.Snapshot(snapshot);
        context.Response.ContentType = MediaTypes.Binary;
        context.Response.ContentLength = snapshot.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(snapshot.WrittenMemory, context.RequestAborted);
    }

    private async Task Restore(HttpContext context)
    {
        HostedEnvironment instance = instances.Get(RouteValue(context, "instance"));
        ulong sequence = CommandBodies.SequenceOf(context.Request.Query);
        using PooledBody body = await _bodies.ReadSnapshot(context);
        using (await instance.Enter(context.RequestAborted))
        {
            instance.Restore(sequence, body.Span);
            Answers.WriteRestored(context, instance);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private EnvironmentSpec Find(string id)
    {
        if (_specs.TryGetValue(id, out EnvironmentSpec? spec))
            return spec;
        string served = string.Join(", ", environments.Take(8).Select(each => each.Id)) + (environments.Count > 8 ? ", …" : "");
        throw new ProblemException(
            StatusCodes.Status404NotFound,
            ProblemCode.UnknownEnvironment,
            $"There is no environment '{Problems.Shorten(id)}' here; served are {served}.",
            new FieldProblem("environment", Problems.Shorten(id), $"must be one of {served}"));
    }

    private ValueTask<HostedEnvironment.Turn> Enter(HttpContext context)
        => instances.Get(RouteValue(context, "instance")).Enter(context.RequestAborted);

    private static int Lane(string text, HostedEnvironment instance)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out int lane) && lane < instance.LaneCount)
            return lane;
        throw new ProblemException(
            StatusCodes.Status404NotFound,
            ProblemCode.UnknownLane,
            $"There is no lane '{Problems.Shorten(text)}'; the lanes are 0 to {instance.LaneCount - 1}.",
            new FieldProblem("lane", Problems.Shorten(text), $"must be 0 to {instance.LaneCount - 1}"));
    }

    private static string RouteValue(HttpContext context, string name) => context.GetRouteValue(name) as string ?? "";

    private static byte[] ReadOpenApi()
    {
        using Stream resource = typeof(EnvironmentEndpoints).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
