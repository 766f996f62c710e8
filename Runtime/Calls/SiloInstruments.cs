using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>The meters of a silo. What happens with every call is not counted here; what is observed costs nothing until somebody asks.</summary>
internal sealed class SiloInstruments
{
    private readonly Meter _meter;
    private readonly Counter<long> _timedOut;
    private readonly Counter<long> _activated;
    private readonly Counter<long> _deactivated;

    public SiloInstruments(IMeterFactory meterFactory)
    {
        _meter = meterFactory.Create("Microsoft.Orleans");
        _timedOut = _meter.CreateCounter<long>("orleans-app-requests-timedout", description: "Calls whose caller stopped waiting.");
        _activated = _meter.CreateCounter<long>("orleans-catalog-activation-created", description: "Activations that became usable.");
        _deactivated = _meter.CreateCounter<long>("orleans-catalog-activation-destroyed", description: "Activations that ended.");
    }

    public void OnTimedOut() => _timedOut.Add(1);

    public void OnActivated() => _activated.Add(1);

    public void OnDeactivated() => _deactivated.Add(1);

    public void ObserveActivations(Func<int> count) =>
        _meter.CreateObservableGauge("orleans-catalog-activations", count, description: "Activations there are.");
}
