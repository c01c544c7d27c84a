package org.postbound.it.matrix;

import jakarta.ejb.Singleton;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.description.annotation.AnnotationDescription;

/** A bean that does nothing but define a pool. It is made at run time, since an annotation's values are constants. */
final class DefiningBean {
    /** The name of its class file. */
    static final String FILE = "org/postbound/sample/DefiningBean.class";

    private DefiningBean() {}

    /** Makes its class. */
    static byte[] classFile(String pool, Map<String, String> properties) {
        return new ByteBuddy(ClassFileVersion.JAVA_V17)
                .subclass(Object.class)
                .name(FILE.replace(".class", "").replace('/', '.'))
                .annotateType(
                        AnnotationDescription.Builder.ofType(Singleton.class).build())
                .annotateType(AnnotationDescription.Builder.ofType(ConnectionFactoryDefinition.class)
                        .define("name", pool)
                        .define("interfaceName", "org.postbound.SmtpConnectionFactory")
                        .define("resourceAdapter", "#postbound")
                        .define("maxPoolSize", 5)
                        .define("transactionSupport", TransactionSupport.TransactionSupportLevel.XATransaction)
                        .defineArray(
                                "properties",
                                properties.entrySet().stream()
                                        .map(property -> property.getKey() + "=" + property.getValue())
                                        .toArray(String[]::new))
                        .build())
                .make()
                .getBytes();
    }
}
