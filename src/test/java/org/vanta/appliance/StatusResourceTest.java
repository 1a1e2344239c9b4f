package org.vanta.appliance;

import static io.restassured.RestAssured.given;
import static org.hamcrest.CoreMatchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StatusResourceTest {
    @Test
    void statusNamesVerifierMode() {
        given().get("/status").then().statusCode(200).body(containsString("stub"));
    }
}
