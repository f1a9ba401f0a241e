namespace Groundwork.Storage.Tests;

/// <summary>The tables that these tests write, and the product's own.</summary>
static class Schemas
{
    public const string OneWorkspace = "01900000-0000-7000-8000-000000000001";
    public const string AnotherWorkspace = "01900000-0000-7000-8000-000000000002";

    public static readonly Migration Animals = new("1-farm.sql", "Farm", """
        -- Animals may change, what was written down about them may not.
        CREATE TABLE animal (
          id TEXT PRIMARY KEY,
          workspace TEXT NOT NULL,
          name TEXT,
          age BIGINT,
          weight DOUBLE PRECISION,
          tags {json},
          photo {bytes}
        );
        CREATE INDEX animal_name ON animal (workspace, name);

        -- immutable: record
        CREATE TABLE record (
          id TEXT PRIMARY KEY,
          workspace TEXT NOT NULL,
          body {json} NOT NULL,
          tx BIGINT NOT NULL
        );

        CREATE TABLE bell (
          seq {identity},
          rung BIGINT NOT NULL
        );

        """);

    public static readonly Migration Saddles = new("2-stable.sql", "Stable", """
        CREATE TABLE saddle (
          id TEXT PRIMARY KEY,
          workspace TEXT NOT NULL
        );

        """);

    public static readonly IReadOnlyList<Migration> Farm = [Animals, Saddles];

    /// <summary>Every migration of the server, embedded here as it is there.</summary>
    public static IReadOnlyList<Migration> Product { get; } = Migration.In(typeof(Schemas).Assembly);
}
