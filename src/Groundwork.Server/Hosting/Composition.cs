using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Groundwork.Media;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Admin;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Exchange;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Backups;
using Groundwork.Storage.Blobs;
using Groundwork.Storage.Postgres;
using Groundwork.Storage.Sqlite;

namespace Groundwork.Server.Hosting;

/// <summary>Puts a server together. The tests, the command line and the real start all use this one.</summary>
public static class Composition
{
    public static WebApplication Build(ServerSettings settings, Db db, FolderBlobs blobs)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "groundwork" });
        var lines = new LogLines(settings.JsonLog, settings.Clock, settings.Log);
        builder.Logging.ClearProviders().AddProvider(lines).AddFilter("Groundwork.Server.Hosting.Operation", LogLevel.Information);
        // Why a start failed is said in one line by the command; the host would say it again in fifty.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
            kestrel.Listen(settings);
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton(settings).AddSingleton(db).AddSingleton(blobs)
            .AddSingleton<PublicAddress>().AddSingleton<LocalAccess>().AddSingleton<Passwords>();
        builder.Services.AddSingleton<SealedSecrets>().AddSingleton<OutboundClient>();
        builder.Services.AddSingleton(_ => new Pictures()).AddSingleton<FileAnswer>().AddSingleton<MediaIntake>();
        builder.Services.AddSingleton<Features.Events.Leader>().AddSingleton<Features.Events.AuditSources>().AddSingleton<Features.Audit.SigningKey>().AddSingleton<Features.Search.TableCache>();
        builder.Services.AddSingleton<Uploads>().AddSingleton<FolderFiles>().AddSingleton<ImportFiles>().AddSingleton<ImportRunner>();
        builder.Services.AddSingleton<JobRunner>().AddSingleton<ExportFiles>().AddSingleton<BackupTurn>();
        builder.Services.AddSingleton<ServerMeter>().AddSingleton<Figures>().AddSingleton<MetricStore>().AddSingleton<RateLimits>().AddSingleton<Drain>().AddSingleton<Features.Live.LiveStreams>();
        builder.Services.AddSingleton<IHostLifetime, Drain.NoSignals>().Configure<HostOptions>(host => host.ShutdownTimeout = Drain.Most);
        if (settings.Otlp is { Length: > 0 } && !settings.DescribeOnly)
            AddTelemetry(builder.Services, lines);
        if (settings.DescribeOnly)
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
        else
            builder.Services.AddBackgroundWork();
        builder.Services.AddExceptionHandler<Errors>().AddProblemDetails();
        builder.Services.PostConfigure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        // Outside development, too, what can't be read becomes a problem document that says where.
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        builder.Services.AddGroundworkOpenApi();
        var app = builder.Build();
        // Counts from the start on, whether or not anybody asks.
        app.Services.GetRequiredService<MetricStore>();
        app.UseMiddleware<Traffic>();
        app.UseProxies(settings);
        app.UseSafeHeaders();
        app.UseExceptionHandler();
        app.UseHostCheck(app.Services.GetRequiredService<PublicAddress>());
        app.UseStatusCodePages(Errors.Explain);
        app.UseRouting();
        app.UseMiddleware<Admission>();
        app.UseMiddleware<SignIn>();
        app.MapSlices();
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi("/api/openapi.json").ForAnyone();
        app.MapWebApp();
        app.RequireAccessOnEveryRoute();
        return app;
    }

    // Apart, so that a start without a collector doesn't even load what it takes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void AddTelemetry(IServiceCollection services, LogLines lines) => services.AddSingleton(lines).AddHostedService<Telemetry>();

    /// <summary>Lies in a data folder while a restore fills it.</summary>
    public const string RestoreMark = "restore-unfinished";

    /// <summary>Opens the database that the settings name and brings its schema up to date.</summary>
    public static async Task<Db> OpenDatabase(ServerSettings settings, DataFolder folder)
    {
        if (File.Exists(folder.At(RestoreMark)))
            throw new UnfinishedRestoreException(folder.Root);
        var db = Connect(settings, folder.At("groundwork.db"), restoring: false);
        await db.Migrate(Migration.In(typeof(Composition).Assembly));
        return db;
    }

    /// <summary>The database that the settings name, as it is.</summary>
    public static Db Connect(ServerSettings settings, string file, bool restoring)
    {
        var how = new DbSettings { Clock = settings.Clock, CheckWalls = settings.CheckWalls, MaxPages = settings.MaxPages, Restoring = restoring };
        return settings.Database is { Length: > 0 } database ? new PostgresDb(database, how) : new SqliteDb(file, how);
    }

    /// <summary>What an empty database gets, and each its log's key; whether it was empty.</summary>
    public static async Task<bool> Prepare(Db db, ServerSettings settings)
    {
        var empty = await FirstStart.Ensure(db, settings.OwnerKey);
        await Features.Audit.SigningKey.Announce(db, settings);
        return empty;
    }
}
