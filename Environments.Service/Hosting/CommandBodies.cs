using System.Globalization;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>Reads what commands carry. Nothing that is read here has been carried out when it turns out to be at fault.</summary>
internal sealed class CommandBodies(int maxBytes)
{
    private const int MaxIdLength = 128;
    private const int MaxAgent = (1 << 24) - 1;

    /// <summary>JSON of a few fields.</summary>
    private const int SmallJsonBytes = 4096;

    /// <summary>A float with its separators and generous white space.</summary>
    private const int JsonBytesPerNumber = 48;

    public async ValueTask<(string Environment, int Lanes, EnvironmentSeed Seed)> ReadCreate(HttpContext context, int maxLanes)
    {
        using PooledBody body = await ReadJson(context, 0);
        using var fields = new JsonFields(body.Memory);
        string? environment = fields.Text("environment", MaxIdLength);
        if (environment is null)
            fields.AddMissing("environment", "the id of an environment; GET /environments lists them");
        int lanes = (int)(fields.Integer("lanes", 1, (ulong)maxLanes) ?? 1);
        EnvironmentSeed seed = ReadSeed(fields, new EnvironmentSeed(0, RandomPurpose.Environment, 0));
        fields.ThrowIfAny();
        return (environment!, lanes, seed);
    }

    public async ValueTask<(ulong Sequence, EnvironmentSeed Seed, uint[]? Episodes)> ReadReset(HttpContext context, HostedEnvironment instance)
    {
        using PooledBody body = await ReadJson(context, instance.LaneCount);
        using var fields = new JsonFields(body.Memory);
        ulong sequence = ReadSequence(fields);
        EnvironmentSeed seed = ReadSeed(fields, instance.Seed);
        uint[]? episodes = fields.Integers("episodes", instance.LaneCount);
        fields.ThrowIfAny();
        return (sequence, seed, episodes);
    }

    public async ValueTask<(ulong Sequence, uint Episode)> ReadLaneReset(HttpContext context)
    {
        using PooledBody body = await ReadJson(context, 0);
        using var fields = new JsonFields(body.Memory);
        ulong sequence = ReadSequence(fields);
        ulong? episode = fields.Integer("episode", 0, uint.MaxValue);
        if (episode is null)
            fields.AddMissing("episode", "the episode to start, counted from 0");
        fields.ThrowIfAny();
        return (sequence, (uint)episode!.Value);
    }

    /// <summary>Reads the actions of all lanes, and returns the sequence number.</summary>
    public async ValueTask<ulong> ReadActions(HttpContext context, HostedEnvironment instance, Memory<float> actions)
    {
        if (IsType(context.Request, MediaTypes.Binary))
            return await ReadBinaryActions(context, instance, actions);
        using PooledBody body = await ReadJson(context, actions.Length);
        using var fields = new JsonFields(body.Memory);
        ulong sequence = ReadSequence(fields);
        fields.Matrix("actions", instance.LaneCount, instance.Spec.ActionSpace.Size, actions.Span);
        fields.ThrowIfAny();
        return sequence;
    }

    public ValueTask<PooledBody> ReadSnapshot(HttpContext context)
    {
        if (!IsType(context.Request, MediaTypes.Binary))
            throw Unsupported(context.Request, MediaTypes.Binary);
        return PooledBody.Read(context.Request, maxBytes, context.RequestAborted);
    }

    /// <summary>The sequence number of a command whose body is a snapshot.</summary>
    public static ulong SequenceOf(IQueryCollection query)
    {
        if (!query.TryGetValue("sequence", out var text))
            return 0;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence))
            return sequence;
        string message = $"must be a whole number from 0 to {ulong.MaxValue}";
        throw new ProblemException(
            StatusCodes.Status422UnprocessableEntity, ProblemCode.InvalidField, $"sequence {message}", new FieldProblem("sequence", Problems.Shorten(text.ToString()), message));
    }

    private static async ValueTask<ulong> ReadBinaryActions(HttpContext context, HostedEnvironment instance, Memory<float> actions)
    {
        int length = BinaryLayout.ActionsBytes(instance.LaneCount, instance.Spec.ActionSpace.Size);
        using PooledBody body = await PooledBody.Read(context.Request, length, context.RequestAborted);
        if (body.Length != length)
        {
            string message = $"must have {length} bytes: 8 of the sequence number and 4 for each of [{instance.LaneCount}, {instance.Spec.ActionSpace.Size}] actions";
            throw new ProblemException(
                StatusCodes.Status400BadRequest, ProblemCode.MalformedBody, $"The body {message}.", new FieldProblem("body", $"{body.Length} bytes", message));
        }

        BinaryLayout.ReadFloatsAfterSequence(body.Span, actions.Span);
        return BinaryLayout.ReadSequence(body.Span);
    }

    private ValueTask<PooledBody> ReadJson(HttpContext context, int numbers)
    {
        // Without a type there is no body, or one that nobody has looked at.
        if (context.Request.ContentType is not null ? !IsType(context.Request, MediaTypes.Json) : context.Request.ContentLength > 0)
            throw Unsupported(context.Request, MediaTypes.Json);
        long most = Math.Min(maxBytes, SmallJsonBytes + (long)JsonBytesPerNumber * numbers);
        return PooledBody.Read(context.Request, (int)most, context.RequestAborted);
    }

    private static ulong ReadSequence(JsonFields fields) => fields.Integer("sequence", 0, ulong.MaxValue) ?? 0;

    private static EnvironmentSeed ReadSeed(JsonFields fields, in EnvironmentSeed otherwise) => new(
        fields.Integer("seed", 0, ulong.MaxValue) ?? otherwise.Seed,
        (byte)(fields.Integer("purpose", 0, byte.MaxValue) ?? otherwise.Purpose),
        (uint)(fields.Integer("agent", 0, MaxAgent) ?? otherwise.Agent),
        (uint)(fields.Integer("first_lane", 0, uint.MaxValue) ?? otherwise.FirstLane));

    private static bool IsType(HttpRequest request, string type)
    {
        ReadOnlySpan<char> given = request.ContentType;
        int end = given.IndexOf(';');
        return (end < 0 ? given : given[..end]).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }

    private static ProblemException Unsupported(HttpRequest request, string type)
    {
        string given = Problems.Shorten(request.ContentType ?? "none");
        return new ProblemException(
            StatusCodes.Status415UnsupportedMediaType,
            ProblemCode.UnsupportedMediaType,
            $"The content type is {given}; this request takes {type}.",
            new FieldProblem("Content-Type", given, $"must be {type}"));
    }
}
