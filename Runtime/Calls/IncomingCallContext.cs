using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Takes an arriving call through the filters of the silo, then the grain's own, then to the method.</summary>
internal sealed class IncomingCallContext(RequestBase request, ICallTarget target) : IIncomingGrainCallContext
{
    private static readonly ConcurrentDictionary<(Type Class, MethodInfo Method), MethodInfo> Implementations = new();

    private int _stage;

    public IInvokable Request => request;

    public object Grain => request.GetTarget()!;

    public GrainId? SourceId => request.SourceId;

    public GrainId TargetId => request.TargetId;

    public GrainInterfaceType InterfaceType => target.Calls.References.Interfaces.InterfaceTypeOf(request.GetInterfaceType());

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public MethodInfo ImplementationMethod => Implementations.GetOrAdd((Grain.GetType(), InterfaceMethod), static key => FindImplementation(key.Class, key.Method));

    public IGrainContext TargetContext => (IGrainContext)target;

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public static async ValueTask<Response> Run(RequestBase request, ICallTarget target)
    {
        var context = new IncomingCallContext(request, target);
        try
        {
            request.SetTarget(target);
            await context.Invoke().ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }

        return context.Response ?? Response.Completed;
    }

    public async Task Invoke()
    {
        var filters = target.Calls.IncomingFilters;
        var stage = _stage++;
        try
        {
            if (stage < filters.Length)
            {
                await filters[stage].Invoke(this).ConfigureAwait(true);
                return;
            }

            if (stage == filters.Length)
            {
                if (Grain is IIncomingGrainCallFilter own)
                {
                    await own.Invoke(this).ConfigureAwait(true);
                    return;
                }
            }

            Response = await request.Invoke().ConfigureAwait(true);
        }
        finally
        {
            // A filter that calls again, to retry, starts where it stands.
            _stage--;
        }

        // The filters around see the failure as an exception, as if they had called the method.
        _ = Response.Result;
    }

    private static MethodInfo FindImplementation(Type grainClass, MethodInfo method)
    {
        if (method.DeclaringType is not { IsInterface: true } declaring || !declaring.IsAssignableFrom(grainClass))
        {
            return method;
        }

        var map = grainClass.GetInterfaceMap(declaring);
        var definition = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
        var index = Array.IndexOf(map.InterfaceMethods, definition);
        return index < 0 ? method : map.TargetMethods[index];
    }
}
