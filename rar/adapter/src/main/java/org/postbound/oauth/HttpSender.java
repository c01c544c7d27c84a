package org.postbound.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.smtp.TlsLayer;

/**
 * Sends a request with the JDK's client, which, unlike the library's own, bounds the whole of it, sends nothing a second
 * time, and asks nobody else for a password. Each request has a client of its own: requests are rare, and its threads end
 * with it, so that nothing outlives the adapter.
 */
final class HttpSender implements HTTPRequestSender {
    private static final int MAX_BODY = 64 * 1024;

    private final Tls tls;
    private final Timeouts timeouts;

    HttpSender(Tls tls, Timeouts timeouts) {
        // The certificate of the client is for the SMTP server alone.
        this.tls = tls.withoutKeyStore();
        this.timeouts = timeouts;
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder copy = HttpRequest.newBuilder(request.getURI())
                .method(request.getMethod().name(), HttpRequest.BodyPublishers.ofString(request.getBody()))
                .timeout(timeouts.read());
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> copy.header(name, value)));
        HttpResponse<String> answer = await(newClient().sendAsync(copy.build(), head -> new LimitedBody(MAX_BODY)));
        HTTPResponse response = new HTTPResponse(answer.statusCode());
        answer.headers().firstValue("Content-Type").ifPresent(type -> response.setHeader("Content-Type", type));
        response.setBody(answer.body());
        return response;
    }

    /** Follows no redirection, since the request has secrets in it. */
    private HttpClient newClient() {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeouts.connect());
        TlsLayer.context(tls).ifPresent(client::sslContext);
        return client.build();
    }

    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer) throws IOException {
        Duration limit = timeouts.connect().plus(timeouts.read());
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no complete answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the thread was interrupted");
        } finally {
            answer.cancel(true);
        }
    }
}
