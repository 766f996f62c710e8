using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>The tick of a timer as a call, so that it takes its turn like one and filters see it. Used again for every tick.</summary>
internal sealed class GrainTimerTick : TaskRequest
{
    private static readonly MethodInfo TickMethod =
        typeof(GrainTimer).GetMethod(nameof(GrainTimer.Tick), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly GrainTimer _timer;
    private readonly bool _keepAlive;

    public GrainTimerTick(GrainTimer timer, GrainTimerCreationOptions options)
    {
        _timer = timer;
        _keepAlive = options.KeepAlive;
        AddInvokeMethodOptions(InvokeMethodOptions.OneWay);
        if (options.Interleave)
        {
            AddInvokeMethodOptions(InvokeMethodOptions.AlwaysInterleave);
        }
    }

    public override uint MethodId => 0;

    internal override bool IsLocalOnly => true;

    internal override bool KeepsIdle => !_keepAlive;

    public override object GetTarget() => _timer;

    public override void SetTarget(ITargetHolder holder)
    {
    }

    public override string GetMethodName() => nameof(GrainTimer.Tick);

    public override string GetInterfaceName() => "Orleans.Runtime.IGrainTimer";

    public override Type GetInterfaceType() => typeof(IGrainTimer);

    public override MethodInfo GetMethod() => TickMethod;

    public override void SerializeArguments(ref Writer writer) => throw new NotSupportedException("A timer tick never leaves its activation.");

    public override void DeserializeArguments(ref Reader reader) => throw new NotSupportedException("A timer tick never leaves its activation.");

    protected override Task InvokeInner() => _timer.Tick();
}
