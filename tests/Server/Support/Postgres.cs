using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Postgres;
using Npgsql;

namespace Groundwork.Server.Tests.Support;

/// <summary>
/// Databases of a PostgreSQL that the caller provides: one template, migrated once, and a copy for each test. The
/// server connects as an ordinary role, because row-level security doesn't hold a superuser.
/// </summary>
static class Postgres
{
    internal const string HowTo = "No PostgreSQL: set GROUNDWORK_TEST_POSTGRES=$(scripts/postgres start DIR) and stop it afterwards with scripts/postgres stop DIR.";

    static readonly string Id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    static readonly string Role = $"groundwork_test_{Id}";
    static readonly string Template = $"groundwork_template_{Id}";
    static readonly Lazy<Task> Ready = new(Prepare);
    static int made;

    internal static string? Admin { get; } = Environment.GetEnvironmentVariable("GROUNDWORK_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    internal static async Task<string> New()
    {
        if (Admin is null)
            throw new InvalidOperationException(HowTo);
        await Ready.Value;
        var name = $"groundwork_{Id}_{Interlocked.Increment(ref made)}";
        await Execute(Admin, $"CREATE DATABASE {name} TEMPLATE {Template} OWNER {Role}");
        return As(name);
    }

    /// <summary>A database without any table.</summary>
    internal static async Task<string> Empty()
    {
        if (Admin is null)
            throw new InvalidOperationException(HowTo);
        await Ready.Value;
        var name = $"groundwork_{Id}_{Interlocked.Increment(ref made)}";
        await Execute(Admin, $"CREATE DATABASE {name} TEMPLATE template0 OWNER {Role} ENCODING 'UTF8'");
        return As(name);
    }

    internal static Task Drop(string connection) =>
        Execute(Admin!, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");

    /// <summary>What the database's own administrator can do, whatever the product forbids: no trigger, no row-level security.</summary>
    internal static Task AsSuperuser(string connection, string text) => Execute(
        new NpgsqlConnectionStringBuilder(Admin) { Database = new NpgsqlConnectionStringBuilder(connection).Database }.ConnectionString, $"SET session_replication_role = replica; {text}");

    static async Task Prepare()
    {
        await Execute(Admin!, $"CREATE ROLE {Role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{Role}'");
        await Execute(Admin!, $"CREATE DATABASE {Template} OWNER {Role}");
        await using (var db = new PostgresDb(As(Template), new DbSettings()))
            await db.Migrate(Migration.In(typeof(Composition).Assembly));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Forget();
    }

    static string As(string database) => new NpgsqlConnectionStringBuilder(Admin)
    {
        Database = database,
        Username = Role,
        Password = Role,
        Pooling = true,
    }.ConnectionString;

    static async Task Execute(string connection, string text)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(text);
        await command.ExecuteNonQueryAsync();
    }

    static void Forget()
    {
        try
        {
            using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Admin) { Pooling = false }.ConnectionString);
            foreach (var text in (string[])[$"DROP DATABASE IF EXISTS {Template} WITH (FORCE)", $"DROP ROLE IF EXISTS {Role}"])
                using (var command = source.CreateCommand(text))
                    command.ExecuteNonQuery();
        }
        catch (NpgsqlException)
        {
            // The cluster is thrown away with its owner; what is left in it hurts nobody.
        }
    }
}
