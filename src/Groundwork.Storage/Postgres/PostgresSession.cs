using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Groundwork.Storage.Postgres;

/// <summary>A session on one PostgreSQL transaction, behind row-level security for its workspace.</summary>
sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : Session
{
    readonly List<Rendered> waiting = [];

    public override async ValueTask<int> Run(Sql sql, string caller = "")
    {
        MustWrite();
        return sql.Rows is { Count: 0 } ? 0 : await Execute(sql.Render(Engine.Postgres, 0));
    }

    public override ValueTask Send(Sql sql, string caller = "")
    {
        MustWrite();
        if (sql.Rows is not { Count: 0 })
            waiting.Add(sql.Render(Engine.Postgres, 0));
        return ValueTask.CompletedTask;
    }

    public override ValueTask PlanAnew()
    {
        waiting.Add(new Rendered("SET LOCAL plan_cache_mode = force_custom_plan", [], null));
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs what was sent and has not gone along with anything yet.</summary>
    internal async ValueTask Flush()
    {
        if (waiting.Count == 0)
            return;
        var last = waiting[^1];
        waiting.RemoveAt(waiting.Count - 1);
        await Execute(last);
    }

    public override async ValueTask Each(Sql sql, Action<Row> take, int limit = int.MaxValue, string caller = "")
    {
        try
        {
            await using var batch = Batch(sql.Render(Engine.Postgres, 0));
            // What went along has no result of its own: the reader stands at that of the last statement.
            await using var reader = await batch.ExecuteReaderAsync();
            var row = new Row(new Columns(reader));
            for (var n = 0; n < limit && await reader.ReadAsync(); n++)
                take(row);
        }
        catch (DbException e)
        {
            throw Failed(e);
        }
    }

    async ValueTask<int> Execute(Rendered sql)
    {
        await using var batch = Batch(sql);
        try
        {
            await batch.ExecuteNonQueryAsync();
            return batch.BatchCommands[^1].RecordsAffected;
        }
        catch (NpgsqlException e)
        {
            throw Failed(e);
        }
    }

    NpgsqlBatch Batch(Rendered last)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        foreach (var sql in waiting)
            batch.BatchCommands.Add(Command(sql));
        waiting.Clear();
        batch.BatchCommands.Add(Command(last));
        return batch;
    }

    void MustWrite()
    {
        if (!Writes)
            throw new InvalidOperationException("A reading session can't write: use Db.Write.");
    }

    static NpgsqlBatchCommand Command(Rendered sql)
    {
        var command = new NpgsqlBatchCommand(sql.Text);
        foreach (var hole in sql.Values)
            command.Parameters.Add(new NpgsqlParameter
            {
                NpgsqlDbType = hole.Value is Rows.Column ? NpgsqlDbType.Array | TypeOf(hole.Kind) : TypeOf(hole.Kind),
                Value = hole switch
                {
                    { IsNull: true } => DBNull.Value,
                    { Value: Rows.Column column } => column.Values,
                    { Kind: HoleKind.Ids, Value: IReadOnlyCollection<string> ids } => ids.ToArray(),
                    { Kind: HoleKind.Numbers, Value: IReadOnlyCollection<long> numbers } => numbers.ToArray(),
                    _ => hole.Value,
                },
            });
        return command;
    }

    sealed class Columns(NpgsqlDataReader reader) : IColumns
    {
        public bool IsNull(int i) => reader.IsDBNull(i);
        public string Text(int i) => reader.GetString(i);
        public long Long(int i) => reader.GetInt64(i);
        public double Double(int i) => reader.GetDouble(i);
        public byte[] Bytes(int i) => reader.GetFieldValue<byte[]>(i);
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
