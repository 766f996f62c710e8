using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Takes a call that is being made through the filters, then sends it.</summary>
internal sealed class OutgoingCallContext<TResult>(CallRuntime calls, CallRequest<TResult> request, GrainReference reference) : IOutgoingGrainCallContext
{
    private int _stage;

    public IInvokable Request => request;

    public object Grain => reference;

    public GrainId? SourceId => SourceContext?.GrainId;

    public GrainId TargetId => reference.GrainId;

    public GrainInterfaceType InterfaceType => reference.InterfaceType;

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response?.Result is { } result and not NoResult ? result : null;
        set => Response = Response.FromResult(value);
    }

    public async Task Invoke()
    {
        var stage = _stage++;
        if (stage < calls.OutgoingFilters.Length)
        {
            await calls.OutgoingFilters[stage].Invoke(this).ConfigureAwait(true);
            return;
        }

        if (stage > calls.OutgoingFilters.Length)
        {
            throw new InvalidOperationException("A call can be sent only once; a filter that retries makes a new call.");
        }

        Response = await request.SendForResponse(reference).ConfigureAwait(true);
        _ = Response.Result;
    }

    /// <summary>The outcome as the filters left it.</summary>
    public TResult GetOutcome() => typeof(TResult) == typeof(NoResult) || Response is null ? default! : Response.GetResult<TResult>();
}
