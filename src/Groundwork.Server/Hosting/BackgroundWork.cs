namespace Groundwork.Server.Hosting;

/// <summary>
/// Work that happens without a request: sweeping leases, folding counters, refitting. Found by
/// interface; each runs in a loop of its own, and a failure is logged and tried again.
/// </summary>
public interface IBackgroundTask
{
    /// <summary>How long to rest between two rounds that found nothing to do.</summary>
    TimeSpan Rest { get; }

    /// <summary>Does one bounded round. True if there may be more to do at once.</summary>
    Task<bool> Round(CancellationToken cancel);
}

public static partial class BackgroundWork
{
    public static void AddBackgroundWork(this IServiceCollection services)
    {
        services.AddAll<IBackgroundTask>();
        services.AddAll<Features.Events.IOutboxReader>();
        services.AddAll<IBlobHolder>();
        services.AddAll<Features.Jobs.IJob>();
        services.AddAll<Features.Events.IAudited>();
        services.AddHostedService<Loops>();
    }

    static void AddAll<T>(this IServiceCollection services) where T : class
    {
        foreach (var type in typeof(T).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(T).IsAssignableFrom(t)))
            services.AddSingleton(typeof(T), type);
    }

    sealed class Loops(IEnumerable<IBackgroundTask> tasks, Features.Events.Leader leader, IHostApplicationLifetime life, ILogger<IBackgroundTask> log) : BackgroundService
    {
        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await base.StopAsync(cancellationToken);
            await leader.Release();
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.WhenAll(tasks.Select(each => Task.Run(() => Loop(each, stoppingToken), stoppingToken)));

        async Task Loop(IBackgroundTask task, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var more = false;
                try
                {
                    more = await task.Round(stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested || life.ApplicationStopping.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    Failed(log, e, task.GetType().Name);
                }
                if (!more)
                    await Task.Delay(task.Rest, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    [LoggerMessage(2, LogLevel.Error, "{Task} failed; it will be tried again", EventName = "task.failed")]
    static partial void Failed(ILogger log, Exception exception, string task);
}
