package org.postbound.sample.web;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonStructure;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.postbound.SmtpException;
import org.postbound.sample.InvalidOrderException;
import org.postbound.sample.OrderFailedException;
import org.postbound.sample.OrderRequest;
import org.postbound.sample.OrderService;
import org.postbound.sample.PlacedOrder;
import org.postbound.sample.PurchaseOrder;

/** Lists orders and places them. */
@WebServlet("/api/orders")
public final class OrdersServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @EJB
    private transient OrderService service;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var list = Json.createArrayBuilder();
        service.orders().forEach(order -> list.add(json(order)));
        Answer.send(response, HttpServletResponse.SC_OK, list.build());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            PlacedOrder placed = service.place(order(request));
            Answer.send(response, HttpServletResponse.SC_CREATED, json(placed));
        } catch (InvalidOrderException e) {
            JsonObjectBuilder problem = problem(e).add("field", e.field());
            Answer.send(response, HttpServletResponse.SC_BAD_REQUEST, problem.build());
        } catch (OrderFailedException | SmtpException | EJBException e) {
            log("An order was not placed", e);
            Answer.send(
                    response,
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                    problem(e).build());
        }
    }

    private static JsonObjectBuilder problem(RuntimeException thrown) {
        return Json.createObjectBuilder(Answer.problem(thrown))
                .add("aftermath", Aftermath.of(thrown).name());
    }

    private static OrderRequest order(HttpServletRequest request) throws IOException {
        try {
            JsonObject json = JsonBody.read(request);
            return new OrderRequest(
                    json.getString("customer", ""),
                    json.getString("item", ""),
                    json.getInt("quantity", 0),
                    json.getBoolean("failAfterSending", false));
        } catch (JsonException e) {
            throw new InvalidOrderException("order", "is not a JSON object (" + e.getMessage() + ")");
        }
    }

    private static JsonStructure json(PlacedOrder placed) {
        return Json.createObjectBuilder()
                .add("order", json(placed.order()))
                .add("messageId", placed.confirmation().messageId())
                .add("disposition", placed.confirmation().disposition().name())
                .build();
    }

    private static JsonObject json(PurchaseOrder order) {
        return Json.createObjectBuilder()
                .add("id", order.id())
                .add("customer", order.customer())
                .add("item", order.item())
                .add("quantity", order.quantity())
                .add("placedAt", order.placedAt().toString())
                .build();
    }
}
