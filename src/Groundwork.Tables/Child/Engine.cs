namespace Groundwork.Tables.Child;

/// <summary>One database in memory that has one thread, little memory, and no way to anything but what it is given.</summary>
sealed unsafe class Engine
{
    readonly nint connection;

    internal Engine(string memory)
    {
        if (Duck.duckdb_open(null, out var database) != Duck.Success || Duck.duckdb_connect(database, out connection) != Duck.Success)
            throw new TableException("DuckDB can't be started.", "See the server's log; there may be too little memory.");
        // Rows stand in their order all the same: there is one thread, and row groups can only be bounded in bytes this way.
        foreach (var setting in (string[])["threads = 1", $"memory_limit = '{memory}'", "temp_directory = ''", "max_temp_directory_size = '0B'", "preserve_insertion_order = false",
            "TimeZone = 'UTC'", "enable_progress_bar = false", "autoinstall_known_extensions = false", "autoload_known_extensions = false", "allow_community_extensions = false",
            "enable_external_file_cache = false"])
            Run($"SET {setting}");
    }

    /// <summary>From now on it opens this one path, and its settings stay as they are.</summary>
    internal void Close(string path)
    {
        Run($"SET allowed_paths = [{Duck.Quoted(path)}]");
        Run("SET enable_external_access = false");
        Run("SET lock_configuration = true");
    }

    internal void Run(string sql)
    {
        Duck.Result result;
        var state = Duck.duckdb_query(connection, sql, &result);
        var why = state == Duck.Success ? "" : Duck.Text(Duck.duckdb_result_error(&result));
        Duck.duckdb_destroy_result(&result);
        if (state != Duck.Success)
            throw new DuckException(why);
    }

    /// <summary>The names and types of what a query would give.</summary>
    internal List<(string Name, Shape Shape)> Describe(string sql)
    {
        var columns = new List<(string, Shape)>();
        Duck.Result result;
        if (Duck.duckdb_query(connection, sql + " LIMIT 0", &result) != Duck.Success)
            throw new DuckException(Duck.Text(Duck.duckdb_result_error(&result)));
        for (ulong at = 0; at < Duck.duckdb_column_count(&result); at++)
            columns.Add((Duck.Text(Duck.duckdb_column_name(&result, at)), Shape.Of(Duck.duckdb_column_logical_type(&result, at))));
        Duck.duckdb_destroy_result(&result);
        return columns;
    }

    /// <summary>Hands over what a query gives, chunk by chunk, as it is made.</summary>
    internal void Stream(string sql, Action<nint> take)
    {
        if (Duck.duckdb_prepare(connection, sql, out var statement) != Duck.Success)
            throw new DuckException(Duck.Text(Duck.duckdb_prepare_error(statement)));
        if (Duck.duckdb_pending_prepared_streaming(statement, out var pending) != Duck.Success)
            throw new DuckException(Duck.Text(Duck.duckdb_pending_error(pending)));
        Duck.Result result;
        if (Duck.duckdb_execute_pending(pending, &result) != Duck.Success)
            throw new DuckException(Duck.Text(Duck.duckdb_result_error(&result)));
        while (Duck.duckdb_fetch_chunk(result) is var chunk and not 0)
        {
            take(chunk);
            Duck.duckdb_destroy_data_chunk(ref chunk);
        }
        // No more chunks is the end, or a fault in the middle.
        if (Duck.Text(Duck.duckdb_result_error(&result)) is { Length: > 0 } why)
            throw new DuckException(why);
    }

    /// <summary>Makes rows that come from here a table that queries can name.</summary>
    internal void Register(string name, delegate* unmanaged[Cdecl]<nint, void> bind, delegate* unmanaged[Cdecl]<nint, void> init, delegate* unmanaged[Cdecl]<nint, nint, void> give)
    {
        var function = Duck.duckdb_create_table_function();
        Duck.duckdb_table_function_set_name(function, name);
        Duck.duckdb_table_function_set_bind(function, bind);
        Duck.duckdb_table_function_set_init(function, init);
        Duck.duckdb_table_function_set_function(function, give);
        if (Duck.duckdb_register_table_function(connection, function) != Duck.Success)
            throw new DuckException("the rows can't be registered");
    }
}

/// <summary>What DuckDB says is wrong.</summary>
sealed class DuckException(string message) : Exception(message);
