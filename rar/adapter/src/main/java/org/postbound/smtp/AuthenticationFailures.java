package org.postbound.smtp;

import java.util.List;
import java.util.stream.Collectors;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpReply;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;

/**
 * Says who could not be authenticated, by which mechanism, and the cure.
 *
 * @param links knows the server
 * @param credentials the credentials, of which no secret is told
 */
record AuthenticationFailures(LinkFailures links, Credentials credentials) {
    /** The server said no. */
    SmtpAuthenticationException refused(
            Mechanism mechanism, boolean thereAreOthers, SmtpReply reply, boolean isEncrypted) {
        String tls = Refusal.mayAskForTls(reply, isEncrypted)
                ? "if it asks for TLS, set Security to STARTTLS or TLS, else "
                : "";
        String problem = reply.isTransient()
                ? "was not possible at the moment; try again later"
                : "was refused; %scheck %s".formatted(tls, suspects(mechanism, thereAreOthers));
        return failure(mechanism.saslName(), problem, reply, null);
    }

    /** A server may offer what it cannot check, since it keeps passwords in another form. */
    private String suspects(Mechanism mechanism, boolean thereAreOthers) {
        if (credentials instanceof Credentials.OAuth2) {
            return "UserName, OAuth2Scope, and that the client may send for this user; a fresh token was refused, too";
        }
        if (credentials instanceof Credentials.Token) {
            return "UserName and the access token";
        }
        if (credentials instanceof Credentials.Certificate) {
            return "UserName and the certificate of KeyStore";
        }
        return thereAreOthers
                ? "UserName and Password; if they are right, leave %s out of AuthenticationMechanisms"
                        .formatted(mechanism)
                : "UserName and Password";
    }

    /** Without EHLO there is no AUTH. */
    SmtpAuthenticationException unavailable(List<Mechanism> fitting, SmtpReply refusedEhlo) {
        return failure(
                names(fitting),
                "needs EHLO, which the server refused; use another server, or remove UserName",
                refusedEhlo,
                null);
    }

    SmtpAuthenticationException notOffered(List<Mechanism> fitting, List<String> offered) {
        return failure(
                names(fitting),
                "is not offered; the server offers %s; change Security, AuthenticationMechanisms or the kind of credentials"
                        .formatted(offered.isEmpty() ? "no AUTH at all" : String.join(", ", offered)),
                null,
                null);
    }

    SmtpAuthenticationException notSafe(List<Mechanism> fitting) {
        return failure(
                names(fitting),
                "needs TLS, which the server does not offer: the secret would be shown; set Security to STARTTLS or TLS,"
                        + " or to NONE to allow a password in plaintext",
                null,
                null);
    }

    private static String names(List<Mechanism> mechanisms) {
        return mechanisms.stream().map(Mechanism::saslName).collect(Collectors.joining(" or "));
    }

    SmtpAuthenticationException failure(String mechanism, String problem, SmtpReply reply, Exception cause) {
        return new SmtpAuthenticationException(
                "%s: AUTH %s of %s %s".formatted(links.peer(), mechanism, who(), problem), reply, cause);
    }

    private String who() {
        String userName = userName(credentials);
        return userName.isEmpty() ? "the client certificate" : "user " + userName;
    }

    /** Returns an empty name where the certificate says who it is. */
    static String userName(Credentials credentials) {
        if (credentials instanceof Credentials.Password password) {
            return password.userName();
        }
        if (credentials instanceof Credentials.Token token) {
            return token.userName();
        }
        return credentials instanceof Credentials.Certificate certificate
                ? certificate.userName().orElse("")
                : "";
    }
}
