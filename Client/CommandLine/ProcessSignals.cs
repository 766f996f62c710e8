using System.Runtime.InteropServices;

namespace RlOrleans.Client.CommandLine;

/// <summary>Ctrl-C and the requests of other processes to end.</summary>
internal static class ProcessSignals
{
    public static IDisposable Register(Action<PosixSignalContext> handler) => new Registrations(
        PosixSignalRegistration.Create(PosixSignal.SIGINT, handler),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, handler));

    private sealed class Registrations(params PosixSignalRegistration[] registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }
}
