using Groundwork.Media.Child;

// Started by the server for each of its workers, never by people.
return Worker.Run(args);
