/** The command line: one class for each subcommand, {@link postwarden.cli.Postwarden} is main. */
package postwarden.cli;
