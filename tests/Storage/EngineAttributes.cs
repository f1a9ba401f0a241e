using System.Reflection;
using Xunit.Sdk;

namespace Groundwork.Storage.Tests;

/// <summary>Where the tests find what they need from outside; without it they are skipped, but never in CI.</summary>
static class Needs
{
    public static bool Ci { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>A connection string that may create databases and roles.</summary>
    public static string? Postgres { get; } = Environment.GetEnvironmentVariable("GROUNDWORK_TEST_POSTGRES");

    public const string HowPostgres =
        "There is no PostgreSQL: set GROUNDWORK_TEST_POSTGRES=$(scripts/postgres start /tmp/pg-mine), or run ./test, which does so.";

    public const string HowStrace = "strace is missing: apt-get install strace, or run ./test, which does so.";

    public static bool Strace { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "strace")));
}

/// <summary>Runs a theory on SQLite. With <see cref="OnPostgresAttribute"/> beside it, it is one conformance test of both engines.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Sqlite]];
}

/// <summary>Runs a theory on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute()
    {
        if (Needs.Postgres is null && !Needs.Ci)
            Skip = Needs.HowPostgres;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Postgres]];
}

/// <summary>A test that needs strace to make the system fail.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute()
    {
        if (!Needs.Strace && !Needs.Ci)
            Skip = Needs.HowStrace;
    }
}
