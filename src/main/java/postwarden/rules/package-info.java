/**
 * The rule language: its words ({@link postwarden.rules.RuleFile}, {@link
 * postwarden.rules.JailWords}, {@link postwarden.rules.RuleWords}, {@link
 * postwarden.rules.GuardWords}), its compiler, its linter and its matcher. Start at {@link
 * postwarden.rules.Rules}. Groovy lives here and nowhere else.
 */
package postwarden.rules;
