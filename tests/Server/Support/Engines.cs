using System.Reflection;
using Xunit.Sdk;

namespace Groundwork.Server.Tests.Support;

/// <summary>Runs a theory on SQLite, every statement judged by the walls.</summary>
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Sqlite]];
}

/// <summary>Runs a theory on PostgreSQL behind row-level security. Without one, it is skipped; with CI=true it fails.</summary>
public sealed class OnPostgresAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Engine.Postgres]];

    public override string? Skip
    {
        get => Postgres.Admin is null && Environment.GetEnvironmentVariable("CI") != "true" ? Postgres.HowTo : null;
        set { }
    }
}
