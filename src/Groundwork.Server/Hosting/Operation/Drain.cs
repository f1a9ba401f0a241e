using System.Runtime.InteropServices;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>
/// How a server ends: first it says that it isn't ready and takes up no long work, then it takes no connections any more, finishes what it is answering,
/// hands its jobs back and ends.
/// </summary>
public sealed partial class Drain(ServerSettings settings, IHostApplicationLifetime life, ILogger<Drain> log)
{
    /// <summary>Requests that are still being answered get this long.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    int signals;

    /// <summary>Has the end begun?</summary>
    public bool Begun { get; private set; }

    /// <summary>Begins the end; returns once the host has been told to stop.</summary>
    public async Task Begin()
    {
        Begun = true;
        if (settings.DrainWait > TimeSpan.Zero)
        {
            Waits(log, (long)settings.DrainWait.TotalSeconds);
            await Task.Delay(settings.DrainWait, life.ApplicationStopping).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        life.StopApplication();
    }

    /// <summary>SIGTERM and Ctrl C begin the end; the second one doesn't wait for it.</summary>
    public IDisposable OnSignals()
    {
        void Take(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref signals) == 1)
                _ = Begin();
            else
                Environment.Exit(128 + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
        }
        return new Registered(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take), PosixSignalRegistration.Create(PosixSignal.SIGINT, Take));
    }

    sealed class Registered(params PosixSignalRegistration[] each) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in each)
                one.Dispose();
        }
    }

    /// <summary>Signals are the command's business: the host itself listens to none.</summary>
    public sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [LoggerMessage(60, LogLevel.Information, "The end has begun: not ready any more, and answering for another {Seconds} s", EventName = "drain")]
    static partial void Waits(ILogger log, long seconds);
}
