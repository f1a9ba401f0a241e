-- Lists by state are answered from memory; the index was only written, with every task and every step of it.
DROP INDEX task_state;
