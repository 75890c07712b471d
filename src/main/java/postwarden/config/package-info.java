/** The configuration file, strictly read: {@link postwarden.config.Settings}. */
package postwarden.config;
