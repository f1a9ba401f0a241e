using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Groundwork.Storage.Postgres;

/// <summary>A session on one PostgreSQL transaction, behind row-level security for its workspace.</summary>
sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : Session
{
    public override async ValueTask<int> Run(Sql sql, string caller = "")
    {
        if (!Writes)
            throw new InvalidOperationException("A reading session can't write: use Db.Write.");
        if (sql.Rows is { Count: 0 })
            return 0;
        await using var command = Command(sql);
        try
        {
            return await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException e)
        {
            throw Failed(e);
        }
    }

    public override async ValueTask PlanAnew()
    {
        await using var command = new NpgsqlCommand("SET LOCAL plan_cache_mode = force_custom_plan", connection, transaction);
        await command.ExecuteNonQueryAsync();
    }

    private protected override async ValueTask<DbDataReader> Open(Sql sql, int time, string caller)
    {
        await using var command = Command(sql);
        return await command.ExecuteReaderAsync();
    }

    NpgsqlCommand Command(Sql sql)
    {
        var rendered = sql.Render(Engine.Postgres, 0);
        var command = new NpgsqlCommand(rendered.Text, connection, transaction);
        foreach (var hole in rendered.Values)
            command.Parameters.Add(new NpgsqlParameter
            {
                NpgsqlDbType = hole.Value is Rows.Column ? NpgsqlDbType.Array | TypeOf(hole.Kind) : TypeOf(hole.Kind),
                Value = hole switch
                {
                    { Value: null } => DBNull.Value,
                    { Value: Rows.Column column } => column.Values,
                    { Kind: HoleKind.Ids, Value: IReadOnlyCollection<string> ids } => ids.ToArray(),
                    { Kind: HoleKind.Numbers, Value: IReadOnlyCollection<long> numbers } => numbers.ToArray(),
                    _ => hole.Value,
                },
            });
        return command;
    }

    static NpgsqlDbType TypeOf(HoleKind kind) => kind switch
    {
        HoleKind.Integer => NpgsqlDbType.Bigint,
        HoleKind.Real => NpgsqlDbType.Double,
        HoleKind.Bytes => NpgsqlDbType.Bytea,
        HoleKind.Json => NpgsqlDbType.Json,
        HoleKind.Ids => NpgsqlDbType.Array | NpgsqlDbType.Text,
        HoleKind.Numbers => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Text,
    };
}
