using Groundwork.Tables.Child;

// Started by the server for each file that is read or written, never by people.
return Worker.Run(args);
