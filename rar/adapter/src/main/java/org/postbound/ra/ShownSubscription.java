package org.postbound.ra;

import java.util.List;
import org.postbound.outbox.Subscriptions.Subscribed;

/** What JMX shows of a subscription. */
record ShownSubscription(Subscribed subscribed) implements SubscriptionStatus {
    @Override
    public String getName() {
        return subscribed.subscription().name();
    }

    @Override
    public String getRoute() {
        return subscribed.subscription().route().orElse(null);
    }

    @Override
    public List<String> getKinds() {
        return subscribed.subscription().kinds().stream().map(Enum::name).toList();
    }

    @Override
    public long getRetention() {
        return subscribed.subscription().retention().toMillis();
    }

    @Override
    public boolean isActive() {
        return subscribed.active();
    }

    @Override
    public String getUsed() {
        return subscribed.used().toString();
    }

    @Override
    public int getEvents() {
        return subscribed.events();
    }

    @Override
    public long getOctets() {
        return subscribed.octets();
    }

    @Override
    public long getLost() {
        return subscribed.lost();
    }
}
